import type * as pulumi from '@pulumi/pulumi';
import { longestPause } from '../core/reading/longest-pause';
import {
  type AlarmArgs,
  createAlarm,
  messageMoved,
  messageSent,
  metricsNamespace,
  runbookOf,
} from './aws/alarm';

/** What the alarms of a readiness runtime watch. */
export interface ReadinessAlarmsArgs {
  readonly stack: string;
  readonly topicArn: pulumi.Input<string>;
  /** Where docs/runbooks is read. */
  readonly runbooks: string;
  readonly workerName: pulumi.Input<string>;
  readonly queueName: pulumi.Input<string>;
  readonly deadLetterQueueName: pulumi.Input<string>;
  readonly undeliveredQueueName: pulumi.Input<string>;
  /** `cron(…)` or `rate(…)` of the daily run. */
  readonly dailySchedule: string;
  /** IANA time zone that it is read in. */
  readonly timezone: string;
  /** Whether the worker sends messages to Slack. */
  readonly hasSlack: boolean;
}

/** Names of the alarms {@link createReadinessAlarms} makes, each after the component's name. */
export const readinessAlarms = [
  'dead-letters',
  'undelivered',
  'worker-errors',
  'failures',
  'credential',
  'queue-age',
  'waiting',
  'heartbeat',
  'unseen',
  'below-threshold',
  'slack',
] as const;

type ReadinessAlarm = (typeof readinessAlarms)[number];
type Watch = Omit<AlarmArgs, 'topicArn' | 'runbook'>;

const fiveMinutes = 300;
const quarterOfAnHour = 900;
const hour = 3_600;
const day = 24 * hour;

/** Periods of an hour that an alarm can look back on. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const mostHours = 168;

/** Hours a run may be late: a flexible start and an hour of retries. */
const lateHours = 2;

/** Share of the fleet that may be unseen without an alarm; Slack names each such repository anyway. */
const unseenShare = 0.05;

/** Hours without a daily run until it is missed; undefined where that is longer than an alarm can look back. */
export function heartbeatHours(dailySchedule: string, timezone: string): number | undefined {
  const minutes = longestPause(dailySchedule, timezone);
  if (minutes === undefined) return undefined;
  const hours = Math.ceil(minutes / 60) + lateHours;
  return hours <= mostHours ? hours : undefined;
}

/**
 * The alarms of a readiness runtime. Their number does not depend on the number of repositories: alarms per repository
 * cost as much as everything else together, an expression takes ten metrics at most and no SEARCH, and a Metrics
 * Insights alarm covers three hours, while readiness has one value a day.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
export function createReadinessAlarms(
  name: string,
  args: ReadinessAlarmsArgs,
  parent: pulumi.Resource,
): void {
  const alarms: Readonly<Record<ReadinessAlarm, Watch | undefined>> = {
    ...queueAlarms(args),
    ...workerAlarms(args),
    ...fleetAlarms(args),
  };
  for (const part of readinessAlarms) {
    const alarm = alarms[part];
    if (alarm === undefined) continue;
    const { topicArn, runbooks } = args;
    const runbook = runbookOf(runbooks, `readiness-${part}`);
    createAlarm(`${name}-${part}`, { ...alarm, topicArn, runbook }, { parent });
  }
}

function queueAlarms(args: ReadinessAlarmsArgs) {
  return {
    'dead-letters': {
      ...messageMoved(args.deadLetterQueueName),
      description:
        'A repository could not be scored in five attempts. Read the message in the dead-letter queue and the worker’s log, fix the cause, and redrive the queue.',
    },
    undelivered: {
      ...messageSent(args.undeliveredQueueName),
      description:
        'A scheduled run could not be started, or the dispatcher failed. Read the dispatcher’s log, fix the cause, and invoke it with the event in the queue.',
    },
    'queue-age': {
      namespace: 'AWS/SQS',
      metric: 'ApproximateAgeOfOldestMessage',
      statistic: 'Maximum',
      when: { above: 2 * hour },
      periodSeconds: fiveMinutes,
      periods: 3,
      missingData: 'notBreaching',
      description:
        'Messages have been in the work queue for more than two hours. Check that the event source mapping of the worker is enabled and that the account has concurrency left; the queue keeps a message for seven days.',
      dimensions: { QueueName: args.queueName },
    },
    waiting: {
      ...own(args, 'OldestWait'),
      statistic: 'Maximum',
      when: { above: 2 * hour },
      // A message that is put off comes back after a quarter of an hour at most.
      periodSeconds: 2 * quarterOfAnHour,
      periods: 1,
      missingData: 'notBreaching',
      description:
        'Repositories are put off again and again, more than two hours after their run was due. Check the worker’s log for rate limits of GitHub and for who else uses the credential.',
    },
  } as const satisfies Partial<Record<ReadinessAlarm, Watch>>;
}

function workerAlarms(args: ReadinessAlarmsArgs) {
  return {
    'worker-errors': {
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      statistic: 'Sum',
      when: { above: 0 },
      periodSeconds: fiveMinutes,
      periods: 1,
      missingData: 'notBreaching',
      isEvent: true,
      description:
        'The worker ended with an error instead of reporting which repositories failed. Read its log.',
      dimensions: { FunctionName: args.workerName },
    },
    failures: {
      ...own(args, 'Failures'),
      statistic: 'Sum',
      when: { above: 0 },
      // A failed message comes back after twelve minutes: one that failed twice does so in two periods in a row.
      periodSeconds: quarterOfAnHour,
      periods: 2,
      missingData: 'notBreaching',
      description:
        'Repositories keep failing to be scored. The worker’s log names them and the errors; after five attempts they are dead letters.',
    },
    credential: {
      ...refusal(args, 'CredentialRefused'),
      description:
        'GitHub refuses the credential, or it cannot be read. Renew it in the secret that aws.readiness.githubCredentials names; the next attempt reads it.',
    },
    slack: args.hasSlack
      ? {
          ...refusal(args, 'SlackRefused'),
          description:
            'Slack refuses the worker’s messages, or the webhook cannot be read. Renew the webhook in the secret that aws.slackWebhook names; messages about changes are sent again by the next run.',
        }
      : undefined,
  } as const satisfies Partial<Record<ReadinessAlarm, Watch | undefined>>;
}

function fleetAlarms(args: ReadinessAlarmsArgs) {
  const hours = heartbeatHours(args.dailySchedule, args.timezone);
  return {
    heartbeat:
      hours === undefined
        ? undefined
        : {
            ...own(args, 'DispatcherRuns'),
            dimensions: { Stack: args.stack, Period: 'daily' },
            statistic: 'Sum',
            // Hours without a value are filled in, or CloudWatch would look for older values beyond the hours given.
            math: { expression: 'FILL(m, 0)' },
            when: { below: 1 },
            periodSeconds: hour,
            periods: hours,
            missingData: 'breaching',
            description: `The daily run has not come for ${hours} hours. Check that its schedule is enabled, and the dispatcher’s log.`,
          },
    unseen: {
      ...own(args, 'Unseen'),
      statistic: 'Average',
      when: { above: unseenShare },
      periodSeconds: day,
      periods: 1,
      // Between two runs the last state is kept.
      missingData: 'ignore',
      description: `More than ${unseenShare * 100} % of the repositories cannot be seen any more. Check what the GitHub App is installed on; the worker’s log names them.`,
    },
    'below-threshold': {
      ...own(args, 'FellBelowThreshold'),
      statistic: 'Sum',
      when: { above: 0 },
      periodSeconds: fiveMinutes,
      periods: 1,
      missingData: 'notBreaching',
      isEvent: true,
      description:
        'The readiness of a repository fell below its threshold. Slack names it; the dashboard lists the lowest scores.',
    },
  } as const satisfies Partial<Record<ReadinessAlarm, Watch | undefined>>;
}

function own({ stack }: ReadinessAlarmsArgs, metric: string) {
  return { namespace: metricsNamespace, metric, dimensions: { Stack: stack } };
}

/** Whether a secret was refused in the latest attempts, as the worker counts it. */
function refusal(args: ReadinessAlarmsArgs, metric: 'CredentialRefused' | 'SlackRefused') {
  return {
    ...own(args, metric),
    // The best of a period: while one container still uses a secret that was rotated, others have the new one.
    statistic: 'Minimum',
    when: { above: 0 },
    periodSeconds: fiveMinutes,
    periods: 1,
    // Between two attempts the last state is kept.
    missingData: 'ignore',
  } as const satisfies Partial<Watch>;
}
