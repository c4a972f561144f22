import { measureCost } from '../cost/measured';
import { levelChanges } from '../performance/level-changes';
import { median } from '../statistics/quantile';
import type { RunFact } from './facts';
import { newestFirst } from './pass-rate';

/** What a run costs. */
interface CostOfRun {
  readonly minutes: number;
  /** At list prices; of runners that have one. */
  readonly usd: number;
}

/** A change of what a run costs that lasts: what a saving, or something new, came to. */
export interface CostChange {
  /** The first run that has it. */
  readonly since: RunFact;
  /** Medians of the runs. */
  readonly before: CostOfRun;
  readonly after: CostOfRun;
}

/** Share that the cost of a run must change by. */
const leastShare = 0.05;

/**
 * The last change of what green runs of one attempt cost, by their price, or by their minutes where a runner has none.
 * Undefined where there is none among the recorded runs.
 */
export function costChange(runs: readonly RunFact[]): CostChange | undefined {
  const green = newestFirst(runs)
    .filter(({ conclusion, attempt, jobs }) => {
      return conclusion === 'success' && attempt === 1 && jobs.length > 0;
    })
    .reverse();
  const costs = green.map((run) => measureCost([run]));
  const isPriced = costs.every(({ jobs }) => jobs.every(({ usd }) => usd !== undefined));
  const values = costs.map(({ minutes, usd }) => (isPriced ? usd : minutes));
  if (values.some((value) => value <= 0)) return undefined;
  const rules = { minimum: Math.log1p(leastShare) };
  const at = levelChanges(
    values.map((value) => Math.log(value)),
    rules,
  ).at(-1)?.since;
  const since = green[at ?? -1];
  if (at === undefined || since === undefined) return undefined;
  // The level before goes back to the change before that, which the newest runs say most of.
  const before = costs.slice(Math.max(0, at - mostBefore), at);
  return { since, before: usual(before), after: usual(costs.slice(at)) };
}

/** Runs before a change that it is compared with at most. */
const mostBefore = 8;

function usual(costs: readonly CostOfRun[]): CostOfRun {
  const of = (pick: (cost: CostOfRun) => number): number => median(costs.map(pick));
  return { minutes: of(({ minutes }) => minutes), usd: of(({ usd }) => usd) };
}

/** `Since abc1234 (2026-03-02) a run costs 4 billed minutes instead of 7 ($0.02 instead of $0.04).` */
export function costChangeText(
  { since, before, after }: CostChange,
  foreign: (text: string) => string,
): string {
  const price =
    before.usd === 0 && after.usd === 0
      ? ''
      : ` ($${after.usd.toFixed(3)} instead of $${before.usd.toFixed(3)})`;
  return `Since ${foreign(since.commit.slice(0, 7))} (${since.startedAt.slice(0, 10)}) a run costs ${String(after.minutes)} billed minutes instead of ${String(before.minutes)}${price}.`;
}
