import { levelChanges } from './level-changes';
import type { KeptRun } from './results';

/** A change of a benchmark on the default branch that lasts. */
export interface BenchmarkChange {
  /** Relative: 0.05 is 5 % slower. */
  readonly change: number;
  /** The first run that has it. */
  readonly since: KeptRun;
  /** The run with which it was found; from `since` on the new time is the baseline. */
  readonly found: KeptRun;
  /** Whether it was seen beside the commit before, on one machine. */
  readonly isPaired: boolean;
}

/** One benchmark on the kind of machine that the newest run was on. */
export interface BenchmarkSeries {
  readonly name: string;
  /** Seconds, oldest first. */
  readonly values: readonly number[];
  /** Values since the last change: what a new one is compared with. */
  readonly baselines: number;
  readonly last?: BenchmarkChange | undefined;
}

/** Least change that is reported, as a share. */
const leastChange = 0.01;

/** Every benchmark of the newest run, by its runs on the same kind of runner, processor and Python. */
export function benchmarkHistory(runs: readonly KeptRun[]): readonly BenchmarkSeries[] {
  const newest = runs.at(-1);
  if (newest === undefined) return [];
  const same = runs.filter((run) => kindOf(run) === kindOf(newest));
  const names = Object.keys(newest.seconds);
  return names.map((name) => {
    const own = same.filter((run) => (run.seconds[name] ?? 0) > 0);
    const values = own.map((run) => run.seconds[name] ?? 0);
    const last = lastChange(name, own, names.length);
    const first = last === undefined ? 0 : own.indexOf(last.since);
    return { name, values, baselines: own.length - first, last };
  });
}

const kindOf = ({ runner, cpu, arch, python }: KeptRun): string =>
  JSON.stringify([runner, cpu, arch, python]);

/** What was seen beside the commit before is sure at once, and begins new baselines like what shows over several runs. */
function lastChange(
  name: string,
  runs: readonly KeptRun[],
  together: number,
): BenchmarkChange | undefined {
  const paired = runs.map(({ changed }) => changed?.[name] !== undefined).lastIndexOf(true);
  const start = Math.max(0, paired);
  const values = runs.slice(start).map(({ seconds }) => Math.log(seconds[name] ?? 1));
  const later = levelChanges(values, { minimum: Math.log1p(leastChange), together }).at(-1);
  const at = (index: number): KeptRun | undefined => runs[start + index];
  const [since, found] = [at(later?.since ?? 0), at(later?.found ?? 0)];
  if (since === undefined || found === undefined) return undefined;
  if (later !== undefined) {
    return { change: Math.expm1(later.difference.value), since, found, isPaired: false };
  }
  const change = since.changed?.[name];
  return change === undefined ? undefined : { change, since, found, isPaired: true };
}
