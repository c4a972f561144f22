import { median } from '../statistics/quantile';
import { comparePairs } from './compare-pairs';
import { mostBenchmarks, type MachineKind, type Measurement, type Results } from './results';

/** Results of one round: of the change, and of its base where that was run beside it. */
export interface Round {
  readonly head: Results;
  readonly base?: Results | undefined;
}

/** What was measured, benchmark by benchmark in the order of their names. `tolerance` is a share. */
export function judgeRun(
  rounds: readonly Round[],
  kind: MachineKind,
  tolerance: number,
): Measurement {
  const names = [...new Set(rounds.flatMap(({ head }) => Object.keys(head)))]
    .sort()
    .slice(0, mostBenchmarks);
  return {
    version: 1,
    ...kind,
    benchmarks: names.map((name) => {
      const seconds = median(rounds.flatMap(({ head }) => head[name] ?? []));
      const pairs = rounds.flatMap(({ head, base }) => {
        const [own, other] = [head[name], base?.[name]];
        return own === undefined || other === undefined ? [] : [{ head: own, base: other }];
      });
      return { name, seconds, ...comparePairs(pairs, { tolerance, together: names.length }) };
    }),
  };
}

/** The benchmarks that are slower than their base by more than is tolerated, the slowest first: what the gate blocks. */
export function regressions(
  { benchmarks }: Measurement,
  tolerance: number,
): readonly Measurement['benchmarks'][number][] {
  const size = (one: Measurement['benchmarks'][number]): number => one.change?.value ?? 0;
  return benchmarks
    .filter((one) => one.verdict === 'slower' && size(one) > tolerance)
    .sort((one, other) => size(other) - size(one));
}

/** Rounds of a change and its base that fit into a time, when the first one took so long; all in seconds. */
export function roundsFor(budget: number, firstRound: number): number {
  return Math.min(mostRounds, Math.floor(budget / Math.max(firstRound, shortestRound)));
}

const mostRounds = 20;

/** No round is shorter: a clock that did not move says nothing. */
const shortestRound = 0.1;
