import type { CanaryPolicy } from './policy';

/** How one question about the canary was answered. */
export interface Comparison {
  /** `worse`: it is, beyond doubt and tolerance. `fine`: it is not, beyond doubt. */
  readonly answer: 'worse' | 'fine' | 'unknown';
  /** What was seen, in one sentence. */
  readonly text: string;
}

/** Factor that the latencies of two deployments of one version seldom differ by, and at least the one that is tolerated. */
export function slowestByChance({
  deploymentSpread,
  latencyFactor,
}: Pick<CanaryPolicy, 'deploymentSpread' | 'latencyFactor'>): number {
  // 1.96 standard deviations of the difference of two of them, on the logarithmic scale.
  return Math.max(latencyFactor, Math.exp(1.96 * Math.SQRT2 * Math.log1p(deploymentSpread)));
}

export function tooFew(what: string, found: number, needed: number): Comparison {
  return {
    answer: 'unknown',
    text: `${what}: ${found} requests of the ${Math.ceil(needed)} needed for a verdict`,
  };
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

export function shortP(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(4);
}
