import * as z from 'zod/mini';

/** How much worse a canary may be, and how sure one has to be of it. */
export interface CanaryPolicy {
  /** Requests sent to each version. */
  readonly requests: number;
  /** Fewest requests of either version that allow a verdict. */
  readonly minimumRequests: number;
  /** Largest share of errors the canary may have more, such as 0.01 for one point of percent. */
  readonly errorTolerance: number;
  /** Largest factor by which the canary may be slower, such as 1.25. */
  readonly latencyFactor: number;
  /** Confidence of every statement, such as 0.95. */
  readonly confidence: number;
}

export const canaryPolicySchema = z
  .strictObject({
    requests: z._default(z.int().check(z.minimum(1), z.maximum(5000)), 500),
    minimumRequests: z._default(z.int().check(z.minimum(30), z.maximum(5000)), 200),
    errorTolerance: z._default(z.number().check(z.minimum(0.001), z.maximum(0.5)), 0.01),
    latencyFactor: z._default(z.number().check(z.minimum(1.01), z.maximum(10)), 1.25),
    confidence: z._default(z.number().check(z.minimum(0.8), z.maximum(0.999)), 0.95),
  })
  .check(
    z.refine((policy) => policy.requests >= policy.minimumRequests, {
      path: ['requests'],
      error: 'must be at least `minimumRequests`, or no verdict is ever possible',
    }),
  );

export const defaultCanaryPolicy: CanaryPolicy = canaryPolicySchema.parse({});
