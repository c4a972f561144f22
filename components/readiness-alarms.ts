import type * as pulumi from '@pulumi/pulumi';
import { createAlarm, metricsNamespace, queueNotEmpty } from './aws/alarm';

/** What the alarms of a readiness runtime watch. */
export interface ReadinessAlarmsArgs {
  readonly stack: string;
  readonly topicArn: pulumi.Input<string>;
  readonly workerName: pulumi.Input<string>;
  readonly queueName: pulumi.Input<string>;
  readonly deadLetterQueueName: pulumi.Input<string>;
  readonly undeliveredQueueName: pulumi.Input<string>;
}

/** Names of the alarms {@link createReadinessAlarms} makes, each after the component's name. */
export const readinessAlarms = [
  'dead-letters',
  'undelivered',
  'worker-errors',
  'queue-age',
  'heartbeat',
  'below-threshold',
] as const;

const fiveMinutes = 300;
const hour = 3_600;

/** Hours without a dispatcher run until the heartbeat is missed: a day, and time for a late start and its retries. */
const heartbeatHours = 26;

/**
 * The alarms of a readiness runtime: work or events that were given up, a failing or overtaken worker, a daily run that
 * did not come, and repositories below their threshold.
 *
 * Readiness has one alarm per stack, on a metric that the worker counts up, whatever the number of repositories: alarms
 * per repository cost as much as everything else together, an expression takes ten metrics at most and no SEARCH, and
 * a Metrics Insights alarm covers three hours, while readiness has one value a day.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
export function createReadinessAlarms(
  name: string,
  args: ReadinessAlarmsArgs,
  parent: pulumi.Resource,
): void {
  const { topicArn } = args;
  const make = (
    part: (typeof readinessAlarms)[number],
    alarm: Omit<Parameters<typeof createAlarm>[1], 'topicArn'>,
  ): void => {
    createAlarm(`${name}-${part}`, { ...alarm, topicArn }, { parent });
  };
  make('dead-letters', {
    ...queueNotEmpty(args.deadLetterQueueName),
    description:
      'A repository could not be scored in five attempts. Read the message in the dead-letter queue and the worker’s log, fix the cause, and redrive the queue.',
  });
  make('undelivered', {
    ...queueNotEmpty(args.undeliveredQueueName),
    description:
      'A scheduled run could not be started, or the dispatcher failed. Read the dispatcher’s log, fix the cause, and invoke it with the event in the queue.',
  });
  make('worker-errors', {
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    statistic: 'Sum',
    when: { above: 0 },
    periodSeconds: fiveMinutes,
    periods: 1,
    missingData: 'notBreaching',
    description:
      'The worker ended with an error instead of reporting which repositories failed. Read its log.',
    dimensions: { FunctionName: args.workerName },
  });
  make('queue-age', {
    namespace: 'AWS/SQS',
    metric: 'ApproximateAgeOfOldestMessage',
    statistic: 'Maximum',
    when: { above: 2 * hour },
    periodSeconds: fiveMinutes,
    periods: 3,
    missingData: 'notBreaching',
    description:
      'Repositories have waited for more than two hours to be scored. Check the worker’s log for rate limits; raise the concurrency only if there are none.',
    dimensions: { QueueName: args.queueName },
  });
  make('heartbeat', {
    namespace: metricsNamespace,
    metric: 'DispatcherRuns',
    statistic: 'Sum',
    when: { below: 1 },
    periodSeconds: hour,
    periods: heartbeatHours,
    missingData: 'breaching',
    description: `The dispatcher has not run for ${heartbeatHours} hours. Check that its daily schedule is enabled.`,
    dimensions: { Stack: args.stack },
  });
  make('below-threshold', {
    namespace: metricsNamespace,
    metric: 'RepositoriesBelowThreshold',
    statistic: 'Maximum',
    when: { above: 0 },
    periodSeconds: 24 * hour,
    periods: 1,
    // Between two runs the last state is kept.
    missingData: 'ignore',
    description:
      'At least one repository’s readiness is below its threshold. The dashboard lists the lowest scores.',
    dimensions: { Stack: args.stack },
  });
}
