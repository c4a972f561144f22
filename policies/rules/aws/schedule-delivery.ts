import { prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const target = (more: Readonly<Record<string, unknown>>) => ({
  type: awsTypes.scheduler.Schedule,
  props: {
    scheduleExpression: 'rate(4 hours)',
    target: { arn: 'arn:aws:lambda:eu-central-1:111122223333:function:smoke', ...more },
  },
});

/** A run that could not be started is kept and seen. */
export const scheduleDelivery = resourceRule({
  name: 'schedule-delivery',
  description: 'Schedules keep undelivered events, and do not retry stale ones',
  severity: 'medium',
  security: false,
  why: 'Without a dead-letter queue an event is dropped when its retries are exhausted; by default they continue for a day, past the next run.',
  link: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
  remediation: 'Set deadLetterConfig and retryPolicy.maximumEventAgeInSeconds on the target.',
  types: [awsTypes.scheduler.Schedule],
  example: {
    violates: target({}),
    passes: target({
      retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      deadLetterConfig: { arn: 'arn:aws:sqs:eu-central-1:111122223333:undelivered' },
    }),
  },
  check: ({ props }): readonly StackFinding[] => [
    ...(prop(props, 'target', 'deadLetterConfig') === undefined
      ? [
          {
            message: 'events that cannot be delivered are dropped',
            fix: 'set target.deadLetterConfig to a queue',
          },
        ]
      : []),
    ...(prop(props, 'target', 'retryPolicy', 'maximumEventAgeInSeconds') === undefined
      ? [
          {
            message: 'an event is retried for a day',
            fix: 'set target.retryPolicy.maximumEventAgeInSeconds to less than the time between two runs',
          },
        ]
      : []),
  ],
});
