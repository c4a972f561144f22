import * as cloudwatch from '@pulumi/aws/cloudwatch';
import type * as pulumi from '@pulumi/pulumi';

/** Namespace of the metrics that Gatehouse's functions write. */
export const metricsNamespace = 'Gatehouse';

/** Address of an alarm's page. `base`: where docs/runbooks is read. */
export function runbookOf(base: string, alarm: string): string {
  return `${base.replace(/\/$/, '')}/${alarm}.md`;
}

/** What an alarm watches, and when it goes off. */
export interface AlarmArgs {
  /** Says what happened and what to do; it is in the notification. */
  readonly description: string;
  /** Address of the page with the commands, which follows the description. */
  readonly runbook: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `p95` and the like: percentiles, of a metric alone. */
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount' | `p${number}`;
  /** What the threshold is held against instead of the metric itself. */
  readonly math?: AlarmMath;
  /** The alarm goes off when the statistic is on the wrong side of the threshold. */
  readonly when: { readonly above: number } | { readonly below: number };
  /** Seconds of one period. */
  readonly periodSeconds: number;
  /** Periods that are looked at. Together with the period at most seven days, or one day for periods under an hour. */
  readonly periods: number;
  /** How many of these periods must be wrong; default all. */
  readonly wrongPeriods?: number;
  /** What a period without data means. */
  readonly missingData: 'breaching' | 'notBreaching' | 'ignore';
  /**
   * An event and no state: the alarm ends by itself, so that the next event sets it off again, and its end is not
   * announced. Default: a state, whose end is announced.
   */
  readonly isEvent?: boolean;
  /** Topic that is notified. */
  readonly topicArn: pulumi.Input<string>;
}

/** CloudWatch's metric math. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
interface AlarmMath {
  /** An expression of the metric as `m` and of those in `others`. */
  readonly expression: string;
  /** Further metrics with the same namespace, dimensions and statistic, by their name in the expression. */
  readonly others?: Readonly<Record<string, string>>;
}

/** What a queue alarm leaves to whoever makes it. */
type QueueAlarm = Omit<AlarmArgs, 'description' | 'runbook' | 'topicArn'>;

/**
 * Goes off with each message that is sent to a queue that should stay empty. Lambda and Scheduler send what they give
 * up, so it counts as sent.
 */
export function messageSent(queueName: pulumi.Input<string>): QueueAlarm {
  return {
    namespace: 'AWS/SQS',
    metric: 'NumberOfMessagesSent',
    dimensions: { QueueName: queueName },
    statistic: 'Sum',
    when: { above: 0 },
    periodSeconds: 300,
    periods: 1,
    missingData: 'notBreaching',
    isEvent: true,
  };
}

/**
 * Goes off with each message that a redrive policy moves to a queue. SQS does not count it as sent, so the alarm watches
 * the number of messages grow; reading one hides it for a while and changes no sum, whose average over a period is steady.
 * A queue without a message reports nothing after six hours, which is filled in as none.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function messageMoved(queueName: pulumi.Input<string>): QueueAlarm {
  return {
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queueName },
    statistic: 'Average',
    math: {
      expression: 'DIFF(FILL(m, 0) + FILL(hidden, 0))',
      others: { hidden: 'ApproximateNumberOfMessagesNotVisible' },
    },
    // A message that comes within a period is part of one in its average, and the rest of one in the next.
    when: { above: 0.4 },
    periodSeconds: 300,
    periods: 1,
    missingData: 'notBreaching',
    isEvent: true,
  };
}

/** An alarm that notifies when it goes off and, unless it is an event, when it is over. */
export function createAlarm(
  name: string,
  args: AlarmArgs,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.MetricAlarm {
  const { when, isEvent = false, periods } = args;
  return new cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: `${args.description} Runbook: ${args.runbook}`,
      ...watched(args),
      ...('above' in when
        ? { comparisonOperator: 'GreaterThanThreshold', threshold: when.above }
        : { comparisonOperator: 'LessThanThreshold', threshold: when.below }),
      evaluationPeriods: periods,
      datapointsToAlarm: args.wrongPeriods ?? periods,
      treatMissingData: args.missingData,
      alarmActions: [args.topicArn],
      okActions: isEvent ? [] : [args.topicArn],
    },
    opts,
  );
}

/** The metric, or the expression with the metrics it is made of: CloudWatch takes one of both. */
function watched(args: AlarmArgs): Partial<cloudwatch.MetricAlarmArgs> {
  const { namespace, metric, statistic, periodSeconds, math } = args;
  const dimensions = { ...args.dimensions };
  if (math === undefined) {
    const stat = statistic.startsWith('p') ? { extendedStatistic: statistic } : { statistic };
    return { namespace, metricName: metric, dimensions, ...stat, period: periodSeconds };
  }
  const metrics = { m: metric, ...math.others };
  return {
    metricQueries: [
      { id: 'value', expression: math.expression, label: metric, returnData: true },
      ...Object.entries(metrics).map(([id, metricName]) => ({
        id,
        metric: { namespace, metricName, dimensions, stat: statistic, period: periodSeconds },
        returnData: false,
      })),
    ],
  };
}
