import * as z from 'zod';

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
    requests: z.int().min(1).max(5000).default(500),
    minimumRequests: z.int().min(30).max(5000).default(200),
    errorTolerance: z.number().min(0.001).max(0.5).default(0.01),
    latencyFactor: z.number().min(1.01).max(10).default(1.25),
    confidence: z.number().min(0.8).max(0.999).default(0.95),
  })
  .refine((policy) => policy.requests >= policy.minimumRequests, {
    path: ['requests'],
    error: 'must be at least `minimumRequests`, or no verdict is ever possible',
  });

export const defaultCanaryPolicy: CanaryPolicy = canaryPolicySchema.parse({});
