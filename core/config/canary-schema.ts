import { z } from 'zod';
import { canaryPolicyShape, neverDecides } from '../smoke/canary/policy';
import { serviceUrl } from './service-url';

/** A second deployment that is compared with the first before it takes its place. */
export const canarySettings = z
  .strictObject({
    url: serviceUrl.check(z.describe('Absolute http(s) URL of the canary.')),
    ...canaryPolicyShape,
  })
  .superRefine((policy, context) => {
    const message = neverDecides(policy);
    if (message === undefined) return;
    context.addIssue({ code: 'custom', path: ['requests'], message, input: policy.requests });
  });
