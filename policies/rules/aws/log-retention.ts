import { z } from 'zod';
import { prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** Logs are kept long enough to look back, and not forever. */
export const logRetention = resourceRule({
  name: 'log-retention',
  description: 'Log groups have a retention period',
  severity: 'low',
  why: 'Without a retention period logs are kept, and billed, indefinitely; if it is too short, incidents cannot be investigated.',
  setting: 'aws.logRetentionDays',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16',
  remediation: 'Set retentionInDays.',
  types: [awsTypes.cloudwatch.LogGroup],
  config: z.strictObject({
    minimum: z.number().int().min(1).default(14).describe('Minimum retention, in days'),
  }),
  example: {
    violates: {
      type: awsTypes.cloudwatch.LogGroup,
      props: { name: '/aws/lambda/worker', retentionInDays: 3 },
    },
    passes: {
      type: awsTypes.cloudwatch.LogGroup,
      props: { name: '/aws/lambda/worker', retentionInDays: 30 },
    },
  },
  check: ({ props }, { minimum }): readonly StackFinding[] => {
    const days = prop(props, 'retentionInDays');
    const fix = `set retentionInDays to ${minimum} or more`;
    if (typeof days !== 'number' || days === 0) return [{ message: 'logs never expire', fix }];
    return days < minimum ? [{ message: `logs are kept for only ${days} days`, fix }] : [];
  },
});
