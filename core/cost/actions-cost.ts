import { type CostAssumptions } from './assumptions';
import { type CostLine } from './cost-line';
import { includedMinutes, runnerPrice } from './prices';

/** A job of a workflow, and how often it runs. */
export interface JobUsage {
  /** Name in the estimate; jobs of one name are one line. */
  readonly name: string;
  /** Runner label. */
  readonly runner: string;
  readonly runsPerMonth: number;
  /** Minutes when no cache is found. */
  readonly coldMinutes: number;
  /** Minutes a cache hit saves. */
  readonly savedMinutes: number;
  /** Minutes that an execution is billed on average, where it was measured; caches are in it. */
  readonly measuredMinutes?: number | undefined;
}

/** Minutes and cost of GitHub Actions in a month. */
export interface ActionsCost {
  readonly lines: readonly CostLine[];
  readonly minutes: number;
  /** US dollars after the plan's included minutes. */
  readonly usd: number;
  /** What caches save; the dollars are list prices, before included minutes. */
  readonly saved: { readonly minutes: number; readonly usd: number };
  /** Minutes on runners without a list price; they count as free. */
  readonly unpricedMinutes: number;
}

/**
 * Each job's minutes are rounded up to whole ones, as GitHub bills them: so a hit may save less than it says, or
 * nothing, in a short job. Included minutes are taken off in proportion; other stacks of the account use them too.
 *
 * @see https://docs.github.com/en/billing/reference/actions-runner-pricing
 */
export function actionsCost(jobs: readonly JobUsage[], assumptions: CostAssumptions): ActionsCost {
  const byName = new Map<string, { minutes: number; usd: number }>();
  let savedMinutes = 0;
  let savedUsd = 0;
  let unpricedMinutes = 0;
  for (const job of jobs) {
    const rate = assumptions.visibility === 'public' ? 0 : runnerPrice(job.runner)?.usd;
    const { measuredMinutes, runsPerMonth } = job;
    const assumed = runsPerMonth * billedMinutes(job, assumptions.cache.hitRate);
    const minutes = measuredMinutes === undefined ? assumed : runsPerMonth * measuredMinutes;
    const saved =
      measuredMinutes === undefined ? runsPerMonth * billedMinutes(job, 0) - assumed : 0;
    const line = byName.get(job.name) ?? { minutes: 0, usd: 0 };
    byName.set(job.name, {
      minutes: line.minutes + minutes,
      usd: line.usd + minutes * (rate ?? 0),
    });
    if (rate === undefined) unpricedMinutes += minutes;
    savedMinutes += saved;
    savedUsd += saved * (rate ?? 0);
  }
  const lines = [...byName].map(([name, { minutes, usd }]): CostLine => ({
    item: `Actions: ${name}`,
    quantity: minutes,
    unit: 'minutes',
    usd,
  }));
  const total = lines.reduce((sum, line) => sum + line.quantity, 0);
  const list = lines.reduce((sum, line) => sum + line.usd, 0);
  const billable = total - unpricedMinutes;
  const included = Math.min(includedMinutes[assumptions.plan], billable);
  return {
    lines,
    minutes: total,
    usd: billable === 0 ? 0 : list * (1 - included / billable),
    saved: { minutes: savedMinutes, usd: savedUsd },
    unpricedMinutes,
  };
}

/** Minutes of one run on average: of the runs that find their cache and of those that do not. */
function billedMinutes(job: JobUsage, hitRate: number): number {
  const hit = hitRate / 100;
  const warm = Math.max(1, Math.ceil(job.coldMinutes - job.savedMinutes));
  const cold = Math.max(1, Math.ceil(job.coldMinutes));
  return hit * Math.min(warm, cold) + (1 - hit) * cold;
}
