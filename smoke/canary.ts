/** What was measured of one version of a service over the same time. */
export interface CanarySample {
  readonly requests: number;
  readonly errors: number;
  /** Milliseconds that 95 of 100 requests stayed below. */
  readonly p95Ms: number;
}

export interface CanaryPolicy {
  /** Fewest requests of either version that allow a verdict. */
  readonly minimumRequests: number;
  /** Largest share of errors the new version may have more, such as 0.01. */
  readonly tolerance: number;
  /** Largest factor by which the new version's p95 may be slower, such as 1.2. */
  readonly latencyFactor: number;
}

export const defaultCanaryPolicy: CanaryPolicy = {
  minimumRequests: 200,
  tolerance: 0.01,
  latencyFactor: 1.2,
};

export interface CanaryVerdict {
  /** `wait`: too few requests to tell, which is no approval. */
  readonly decision: 'promote' | 'roll-back' | 'wait';
  readonly reasons: readonly string[];
  /** z of the one-sided two-proportion test; above 1.645 the canary's error rate is higher at 95 % confidence. */
  readonly z: number;
}

/**
 * Compares a canary with the version it is to replace: a one-sided two-proportion z-test of the error rates
 * (https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm), and the ratio of the latencies.
 */
export function compareCanary(
  baseline: CanarySample,
  canary: CanarySample,
  policy: CanaryPolicy = defaultCanaryPolicy,
): CanaryVerdict {
  const fewest = Math.min(baseline.requests, canary.requests);
  const z = errorRateZ(baseline, canary, policy.tolerance);
  if (!(fewest >= policy.minimumRequests)) {
    return {
      decision: 'wait',
      reasons: [`${fewest} requests of ${policy.minimumRequests} that a verdict needs`],
      z,
    };
  }
  const reasons: string[] = [];
  if (z > 1.645) {
    reasons.push(
      `error rate ${rate(canary)} instead of ${rate(baseline)} (z ${z.toFixed(2)}, more than ${policy.tolerance * 100} points worse)`,
    );
  }
  if (!(canary.p95Ms <= baseline.p95Ms * policy.latencyFactor)) {
    reasons.push(`p95 ${canary.p95Ms} ms instead of ${baseline.p95Ms} ms`);
  }
  return { decision: reasons.length === 0 ? 'promote' : 'roll-back', reasons, z };
}

function errorRateZ(baseline: CanarySample, canary: CanarySample, tolerance: number): number {
  if (!(baseline.requests > 0 && canary.requests > 0)) return 0;
  const difference =
    canary.errors / canary.requests - baseline.errors / baseline.requests - tolerance;
  const pooled = (baseline.errors + canary.errors) / (baseline.requests + canary.requests);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / baseline.requests + 1 / canary.requests));
  if (spread === 0) return difference > 0 ? Infinity : 0;
  return difference / spread;
}

function rate(sample: CanarySample): string {
  return `${((100 * sample.errors) / sample.requests).toFixed(2)} %`;
}
