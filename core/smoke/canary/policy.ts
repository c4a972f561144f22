import * as z from 'zod/mini';
import type { Immutable } from '../../kernel/immutable';

const requests = z.int().check(z.minimum(30), z.maximum(5_000));

/** How much worse a canary may be, and how sure one has to be of it. */
export const canaryPolicyShape = {
  requests: z._default(
    requests.check(z.describe('Requests sent to each of the two deployments.')),
    500,
  ),
  minimumRequests: z._default(
    requests.check(z.describe('Minimum number of requests to each deployment for a verdict.')),
    200,
  ),
  errorTolerance: z._default(
    z
      .number()
      .check(
        z.minimum(0.001),
        z.maximum(0.5),
        z.describe(
          'Maximum increase of the error rate of the canary, such as 0.01 for one percentage point.',
        ),
      ),
    0.01,
  ),
  latencyFactor: z._default(
    z
      .number()
      .check(
        z.minimum(1.01),
        z.maximum(10),
        z.describe('Maximum factor by which the canary may be slower.'),
      ),
    1.25,
  ),
  tailTolerance: z._default(
    z
      .number()
      .check(
        z.minimum(0.005),
        z.maximum(0.5),
        z.describe(
          'Maximum increase of the share of late answers, and of answers far beyond the slowest of the baseline.',
        ),
      ),
    0.03,
  ),
  deploymentSpread: z._default(
    z
      .number()
      .check(
        z.minimum(0),
        z.maximum(1),
        z.describe(
          'Standard deviation of the latency between deployments of one version, such as 0.2 for 20 %: a slower canary is rolled back only beyond what it explains.',
        ),
      ),
    0.2,
  ),
  confidence: z._default(
    z
      .number()
      .check(
        z.minimum(0.8),
        z.maximum(0.999),
        z.describe('Confidence level of the tests of the canary, such as 0.95 for 95 %.'),
      ),
    0.95,
  ),
};

/** Why no number of requests would give a verdict; undefined where one can. */
export function neverDecides({
  requests: sent,
  minimumRequests,
}: Pick<CanaryPolicy, 'requests' | 'minimumRequests'>): string | undefined {
  if (sent >= minimumRequests) return undefined;
  return `must be at least minimumRequests (${minimumRequests}), otherwise no verdict is possible`;
}

const policySchema = z.strictObject(canaryPolicyShape);

export type CanaryPolicy = Immutable<z.output<typeof policySchema>>;

export const canaryPolicySchema = policySchema.check(
  z.superRefine((policy, context) => {
    const message = neverDecides(policy);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['requests'], message });
  }),
);

export const defaultCanaryPolicy: CanaryPolicy = canaryPolicySchema.parse({});
