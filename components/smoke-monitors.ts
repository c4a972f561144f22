import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { ProblemsError } from '../core/kernel/problem';
import { type AlarmArgs, createAlarm, messageSent, metricsNamespace, runbookOf } from './aws/alarm';
import { type VpcArgs } from './aws/lambda-function';
import { awsLocation } from './aws/location';
import { createScheduleGroup } from './aws/scheduled-runs';
import { type StoredSecret } from './aws/stored-secret';
import { createUndeliveredQueue } from './aws/undelivered-queue';
import { createLogQueries, smokeQueries } from './log-queries';
import { type SlowArgs, untilMissed } from './monitor-alarms';
import { monitorNames } from './monitor-names';
import { type MonitorRegion } from './monitor-regions';
import { type RuntimeArgs } from './runtime-args';
import {
  type MonitoredEnvironment,
  type SlackBotArgs,
  SmokeMonitor,
  tooLongMonitors,
} from './smoke-monitor';

/** Arguments of {@link SmokeMonitors}. */
export interface SmokeMonitorsArgs extends RuntimeArgs {
  readonly environments: readonly MonitoredEnvironment[];
  /** Minutes between two runs: 1 to 59, or whole hours up to 24. */
  readonly everyMinutes: number;
  /** Where the probes run; absent: on the internet, which cannot reach a private database. */
  readonly vpc?: VpcArgs;
  /** Write the metrics of each check too, with the dimension `Check`. Default: those of an environment only. */
  readonly checkMetrics?: boolean;
  /** Where the same checks run besides: other instances of this component. Default: nowhere. */
  readonly regions?: MonitorRegion;
  /** The bot that posts in place of the webhook, so that each incident is one thread. Default: none. */
  readonly slackBot?: SlackBotArgs;
  /** When an alarm says that an environment is slow, although its checks pass. Default: none does. */
  readonly slow?: SlowArgs;
  /** Where the secrets that checks name are stored, by their names. */
  readonly secrets?: Readonly<Record<string, StoredSecret>>;
}

/**
 * Smoke tests of deployed environments from inside AWS, with the very checks that staging-smoke-test.yml runs: one
 * function per environment, on a rate, with alarms when it fails and when it stops reporting, and one for all when a run
 * could not be started. They keep running when GitHub's schedules are late, and can reach what only the network inside
 * can reach.
 *
 * @throws {ProblemsError} when the function has not been built, or checks take longer than a function may run or than
 * the time to the next run.
 */
export class SmokeMonitors extends pulumi.ComponentResource {
  readonly functionNames: readonly pulumi.Output<string>[];
  /** Name of the queue for what could not be started. */
  readonly undeliveredQueueName: pulumi.Output<string>;

  constructor(name: string, args: SmokeMonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environments, ...shared } = args;
    const problems = tooLongMonitors(environments, args.everyMinutes);
    if (problems.length > 0) throw new ProblemsError(problems);
    super(
      'gatehouse:aws:SmokeMonitors',
      name,
      { stack: args.stack, environments: environments.length, everyMinutes: args.everyMinutes },
      opts,
    );
    const child = { parent: this };
    const location = awsLocation(this);
    const group = createScheduleGroup(name, location, child);
    const undelivered = createUndeliveredQueue(`${name}-undelivered`, location, child);
    const alarms = stackAlarms(args, undelivered.queueName);
    for (const [part, alarm] of Object.entries(alarms)) {
      const runbook = runbookOf(args.runbooks, `smoke-${part}`);
      createAlarm(`${name}-${part}`, { ...alarm, topicArn: args.alarmTopicArn, runbook }, child);
    }
    const names = monitorNames(environments);
    this.undeliveredQueueName = undelivered.queueName;
    this.functionNames = environments.map((monitored, index) => {
      const { name: own = '', suffix = '' } = names[index] ?? {};
      const { functionName } = new SmokeMonitor(
        `${name}-${own}`,
        {
          ...shared,
          monitored,
          suffix,
          location,
          group,
          directory: path.join(args.functions, 'smoke'),
          undelivered,
        },
        child,
      );
      return functionName;
    });
    // Most groups that a query can name.
    createLogQueries(name, smokeQueries, this.functionNames.slice(0, 50), this);
    this.registerOutputs({});
  }
}

/** Number of alarms that all monitors of a stack have together. */
export const monitorsAlarms = 3;

/** The alarms that all monitors of a stack have together, each after the component's name. */
function stackAlarms(
  { stack, everyMinutes, slackWebhook, slackBot }: SmokeMonitorsArgs,
  undeliveredQueue: pulumi.Input<string>,
): Readonly<Record<string, Omit<AlarmArgs, 'topicArn' | 'runbook'>>> {
  const own = { namespace: metricsNamespace, dimensions: { Stack: stack } };
  return {
    undelivered: {
      ...messageSent(undeliveredQueue),
      description:
        'A scheduled smoke test could not be started, or its function failed. The attributes of the message in the queue name the cause; the next run is on its schedule.',
    },
    unchecked: {
      ...own,
      metric: 'SmokeUnchecked',
      statistic: 'Maximum',
      when: { above: 0 },
      // Monitors run at times of their own: any of the periods in which each has run once.
      ...untilMissed(everyMinutes),
      wrongPeriods: 1,
      missingData: 'notBreaching',
      description:
        'Smoke checks are not run, because a secret that they name is not configured or cannot be read. The log of the smoke test names check, secret and reason.',
    },
    ...(slackWebhook === undefined && slackBot === undefined
      ? {}
      : {
          slack: {
            ...own,
            metric: 'SmokeSlackRefused',
            statistic: 'Minimum',
            when: { above: 0 },
            periodSeconds: 300,
            periods: 1,
            missingData: 'ignore',
            description:
              'Slack refuses the messages of smoke tests, or the webhook or token cannot be read. Renew it in the secret that aws.slackWebhook or aws.smoke.slackBot names; what could not be sent is sent by the next run.',
          },
        }),
  };
}
