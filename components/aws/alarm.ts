import * as cloudwatch from '@pulumi/aws/cloudwatch';
import type * as pulumi from '@pulumi/pulumi';

/** Namespace of the metrics that Gatehouse's functions write. */
export const metricsNamespace = 'Gatehouse';

/** What an alarm watches, and when it goes off. */
export interface AlarmArgs {
  /** Says what happened and what to do; it is in the notification. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'SampleCount';
  /** The alarm goes off when the statistic is on the wrong side of the threshold. */
  readonly when: { readonly above: number } | { readonly below: number };
  /** Seconds of one period. */
  readonly periodSeconds: number;
  /**
   * Periods that must all be wrong. Together with the period at most seven days, or one day for periods under an hour.
   */
  readonly periods: number;
  /** What a period without data means. */
  readonly missingData: 'breaching' | 'notBreaching' | 'ignore';
  /** Topic that is notified when the alarm goes off and when it clears. */
  readonly topicArn: pulumi.Input<string>;
}

/** Goes off when something lies in a queue that should be empty: a dead-letter queue, or one for undelivered events. */
export function queueNotEmpty(
  queueName: pulumi.Input<string>,
): Omit<AlarmArgs, 'description' | 'topicArn'> {
  return {
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queueName },
    statistic: 'Maximum',
    when: { above: 0 },
    periodSeconds: 300,
    periods: 1,
    // A queue that no one used for six hours reports nothing.
    missingData: 'notBreaching',
  };
}

/** An alarm that notifies when it goes off and when it is over. */
export function createAlarm(
  name: string,
  args: AlarmArgs,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
  const { when } = args;
  return new cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: args.description,
      namespace: args.namespace,
      metricName: args.metric,
      dimensions: { ...args.dimensions },
      statistic: args.statistic,
      ...('above' in when
        ? { comparisonOperator: 'GreaterThanThreshold', threshold: when.above }
        : { comparisonOperator: 'LessThanThreshold', threshold: when.below }),
      period: args.periodSeconds,
      evaluationPeriods: args.periods,
      datapointsToAlarm: args.periods,
      treatMissingData: args.missingData,
      alarmActions: [args.topicArn],
      okActions: [args.topicArn],
    },
    opts,
  );
}
