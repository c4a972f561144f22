import { z } from 'zod';
import { exceptionsIn } from '../../../core/reading/exceptions';
import { findingAt, fileRule, type Finding } from '../../../core/reading/rule';
import { isDay } from '../../../core/waivers/expiry';
import { policyWaiver } from '../../../core/waivers/policy-waivers';

/** What a configuration allows of exceptions in comments. */
export const exceptionSettings = z.strictObject({
  mandatory: z
    .boolean()
    .default(false)
    .describe('Whether a comment may except a finding that blocks; otherwise only a waiver does'),
  maximumDays: z
    .number()
    .int()
    .min(1)
    .default(90)
    .describe('Days that an exception may last, from today'),
  waivers: z
    .array(policyWaiver)
    .default([])
    .describe(
      'Waivers of policies, as in [a file of waivers](../waivers.md): `rule`, `repository`, `path`, `why`, `owner`, `until`',
    ),
});

export type ExceptionSettings = z.infer<typeof exceptionSettings>;

/** An exception has to be one that can be followed up. */
export const exceptions = fileRule({
  name: 'exceptions',
  description: 'Comments that except a finding name the policy, the reason and the last day',
  severity: 'medium',
  why: 'An exception without a reason and an end is never looked at again, and hides the next finding on its line.',
  link: 'https://csrc.nist.gov/projects/ssdf',
  remediation:
    'Write # gatehouse: ignore[policy] reason, until 2027-01-31 on the line of the finding or above it, or remove it.',
  config: exceptionSettings,
  example: {
    violates: `on: push
jobs:
  build:
    runs-on: ubuntu-latest # gatehouse: ignore[moving-runners]
`,
    passes: `on: push
jobs:
  build:
    runs-on: ubuntu-latest # gatehouse: ignore[moving-runners] tested on each new image, until 2027-01-31
`,
  },
  check: ({ text }) =>
    exceptionsIn(text).flatMap((exception): Finding[] => {
      const { rules, reason, until } = exception;
      const fix = 'write # gatehouse: ignore[policy] reason, until 2027-01-31';
      const missing = [
        ...(rules.length === 0 ? ['a policy'] : []),
        ...(reason === '' ? ['a reason'] : []),
        ...(until === undefined ? ['a last day'] : []),
      ];
      if (missing.length > 0)
        return [findingAt(exception, `the exception lacks ${missing.join(' and ')}`, fix)];
      if (until !== undefined && !isDay(until))
        return [findingAt(exception, `${until} is not a day of the calendar`, fix)];
      return [];
    }),
});
