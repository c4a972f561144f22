import type { Outcome, Pair } from './blocks';

/** A deployment under real traffic, for simulations; by default each request is independent and none fails. */
export interface SimulatedService {
  readonly errorRate?: number;
  /** Mean number of requests in a row that fail when one does. */
  readonly burst?: number;
  readonly medianMs?: number;
  /** Correlation of the latency of one request with that of the next, on the logarithmic scale. */
  readonly correlation?: number;
  /** Standard deviation of a factor that all requests of one deployment share. */
  readonly deploymentSpread?: number;
  /** Share of the answers that come three seconds later. */
  readonly stalled?: number;
  /** Milliseconds after which an answer is late. */
  readonly budgetMs?: number;
}

/** Pairs of the same request to two deployments, whose latencies have the long tail of a log-normal distribution. */
export function simulatedPairs(
  random: () => number,
  baseline: SimulatedService,
  canary: SimulatedService,
  { requests, check = 'orders' }: { readonly requests: number; readonly check?: string },
): readonly Pair[] {
  const before = outcomes(random, baseline, requests);
  const after = outcomes(random, canary, requests);
  return before.flatMap((outcome, index) => {
    const other = after[index];
    return other === undefined ? [] : [{ check, baseline: outcome, canary: other }];
  });
}

const stallMs = 3_000;
/** Standard deviation of the logarithm of a latency. */
const spread = 0.5;

function outcomes(
  random: () => number,
  service: SimulatedService,
  requests: number,
): readonly Outcome[] {
  const { errorRate = 0, burst = 1, medianMs = 80, correlation = 0 } = service;
  const { deploymentSpread = 0, stalled = 0, budgetMs = 2_000 } = service;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const typicalMs = medianMs * Math.exp(Math.log1p(deploymentSpread) * normal());
  let drift = normal();
  let isError = random() < errorRate;
  return Array.from({ length: requests }, () => {
    drift = correlation * drift + Math.sqrt(1 - correlation ** 2) * normal();
    if (burst <= 1) isError = random() < errorRate;
    else if (isError) isError = random() >= 1 / burst;
    else isError = random() < errorRate / (1 - errorRate) / burst;
    const stall = random() < stalled ? stallMs : 0;
    const latencyMs = typicalMs * Math.exp(spread * drift) + stall;
    return { isError, isLate: latencyMs > budgetMs, latencyMs };
  });
}
