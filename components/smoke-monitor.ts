import * as s3 from '@pulumi/aws/s3';
import * as pulumi from '@pulumi/pulumi';
import { type Problem } from '../core/kernel/problem';
import { stableJson } from '../core/kernel/stable-json';
import { secretsOf } from '../core/smoke/check';
import { type SmokeDefinition } from '../core/smoke/definition';
import { longestRunSeconds, monitorSeconds } from '../core/smoke/time-limit';
import { metricsNamespace } from './aws/alarm';
import { LambdaFunction, type QueueArns, type VpcArgs } from './aws/lambda-function';
import { type AwsLocation } from './aws/location';
import { type Statement } from './aws/policy-document';
import { type ScheduleGroupNames, ScheduledRuns } from './aws/scheduled-runs';
import { readSecrets, secretAddress, type StoredSecret } from './aws/stored-secret';
import { createMonitorAlarms, type SlowArgs } from './monitor-alarms';
import { type MonitorRegion, regionVariables } from './monitor-regions';
import { type RuntimeArgs } from './runtime-args';

/** One environment and what makes it healthy. */
export interface MonitoredEnvironment {
  /** Bare name of the repository. */
  readonly repository: string;
  readonly environment: string;
  readonly settings: Omit<SmokeDefinition, 'canary' | 'environments'>;
  /** The workflow that runs the same checks; absent: not linked. */
  readonly workflowUrl?: string;
}

/** A bot that posts as long as it is a member of the channel. */
export interface SlackBotArgs {
  /** Its token, with the scope `chat:write`. */
  readonly token: StoredSecret;
  /** Id or name of the channel. */
  readonly channel: string;
}

/** Arguments of {@link SmokeMonitor}. */
export interface SmokeMonitorArgs extends RuntimeArgs {
  readonly monitored: MonitoredEnvironment;
  /** Tells it from another one whose names come to the same; empty where there is none. */
  readonly suffix: string;
  readonly location: AwsLocation;
  readonly group: ScheduleGroupNames;
  /** Directory with the built bundle. */
  readonly directory: string;
  readonly undelivered: QueueArns;
  readonly everyMinutes: number;
  readonly vpc?: VpcArgs;
  /** Write the metrics of each check too. */
  readonly checkMetrics?: boolean;
  /** Where the same checks run besides. */
  readonly regions?: MonitorRegion;
  /** Posts in place of the webhook. */
  readonly slackBot?: SlackBotArgs;
  readonly slow?: SlowArgs;
  /** The secrets that checks name; each monitor reads those of its own checks only. */
  readonly secrets?: Readonly<Record<string, StoredSecret>>;
}

/** Bytes of settings a function gets in its environment, of which all variables together may have 4,096. */
export const mostSettingsBytes = 2_500;

/** Seconds a function may run. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const longestFunctionSeconds = 900;

/** `rate(…)` of EventBridge Scheduler. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based */
function rateOf(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
}

/** Environments whose checks, with all their attempts, take longer than a function may run, or than the time to the next run. */
export function tooLongMonitors(
  environments: readonly MonitoredEnvironment[],
  everyMinutes: number,
): Problem[] {
  const remedy =
    'lower retries.smoke.attempts, retries.smoke.delaySeconds or the largest latencyBudgetMs of its checks';
  return environments.flatMap(({ repository, environment, settings }) => {
    const of = { code: 'too-long', path: `smoke test of ${repository} in ${environment}` };
    const seconds = monitorSeconds(settings);
    if (seconds > longestFunctionSeconds) {
      const message = 'can take longer than a Lambda function may run';
      const allowed = `at most ${longestFunctionSeconds}`;
      return [{ ...of, message, found: `${seconds} seconds`, allowed, remedy }];
    }
    const running = Math.ceil(longestRunSeconds(settings));
    if (running <= everyMinutes * 60) return [];
    return [
      {
        ...of,
        message: 'can take longer than the time to its next run',
        found: `${running} seconds`,
        allowed: `at most ${everyMinutes * 60}`,
        remedy: `raise aws.smoke.everyMinutes, or ${remedy}`,
      },
    ];
  });
}

/** One environment's smoke test as a scheduled function, with its alarms; see `SmokeMonitors`. */
export class SmokeMonitor extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: SmokeMonitorArgs, opts: pulumi.ComponentResourceOptions) {
    const { stack, bucket, monitored } = args;
    const { repository, environment } = monitored;
    super('gatehouse:aws:SmokeMonitor', name, { stack, repository, environment }, opts);
    const child = { parent: this };
    const secrets = storedSecrets(args);
    const smoke = new LambdaFunction(
      name,
      {
        location: args.location,
        description: `Smoke test of ${repository} in ${environment}`,
        directory: args.directory,
        memoryMb: 256,
        timeoutSeconds: monitorSeconds(monitored.settings),
        logRetentionDays: args.logRetentionDays,
        tracing: args.tracing,
        environment: {
          GATEHOUSE_STACK: stack,
          GATEHOUSE_REPOSITORY: repository,
          GATEHOUSE_ENVIRONMENT: environment,
          GATEHOUSE_BUCKET: bucket.bucketName,
          GATEHOUSE_ALARM: `${name}-failing`,
          ...(monitored.workflowUrl === undefined
            ? {}
            : { GATEHOUSE_WORKFLOW_URL: monitored.workflowUrl }),
          ...this.settingsVariable(name, args),
          ...regionVariables(args.regions, args.location),
          ...(args.checkMetrics === true ? { GATEHOUSE_CHECK_METRICS: 'true' } : {}),
          ...slackVariables(args),
          ...(args.onCallId === undefined ? {} : { GATEHOUSE_SLACK_ON_CALL: args.onCallId }),
          ...Object.fromEntries(
            secrets.map(([key, secret]) => [`SMOKE_SECRET_${key}`, secretAddress(secret)]),
          ),
          POWERTOOLS_SERVICE_NAME: 'smoke',
          POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        },
        statements: [
          ...stateStatements(args),
          ...readSecrets(
            [...slackSecrets(args), ...secrets.map(([, secret]) => secret)],
            args.regions?.home ?? args.location,
            args.secretsKeyArn,
          ),
        ],
        ...(args.vpc === undefined ? {} : { vpc: args.vpc }),
        deadLetters: args.undelivered,
      },
      child,
    );
    new ScheduledRuns(
      `${name}-schedule`,
      {
        location: args.location,
        group: args.group,
        target: smoke,
        deadLetters: args.undelivered,
        runs: [
          {
            name: 'run',
            expression: rateOf(args.everyMinutes),
            timezone: 'UTC',
            input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
            flexibleMinutes: 0,
          },
        ],
      },
      child,
    );
    createMonitorAlarms(name, args, child);
    this.functionName = smoke.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }

  /** The checks themselves where they fit into the function's environment, else the key of the object that holds them. */
  private settingsVariable(
    name: string,
    args: SmokeMonitorArgs,
  ): Readonly<Record<string, pulumi.Input<string>>> {
    const { monitored, bucket } = args;
    const settings = stableJson(monitored.settings);
    if (Buffer.byteLength(settings) <= mostSettingsBytes) {
      return { GATEHOUSE_SMOKE_SETTINGS: settings };
    }
    // The bucket is in the home region, whose monitor writes the one object for all.
    if (args.regions?.own !== undefined) return { GATEHOUSE_SMOKE_KEY: settingsKey(args) };
    const object = new s3.BucketObjectv2(
      `${name}-settings`,
      {
        bucket: bucket.bucketName,
        key: settingsKey(args),
        content: settings,
        contentType: 'application/json',
      },
      { parent: this },
    );
    return { GATEHOUSE_SMOKE_KEY: object.key };
  }
}

/** Who posts: the bot where there is one, since only a bot can reply. */
function slackVariables({
  slackBot,
  slackWebhook,
}: SmokeMonitorArgs): Readonly<Record<string, string>> {
  if (slackBot !== undefined) {
    return {
      GATEHOUSE_SLACK_BOT_TOKEN: secretAddress(slackBot.token),
      GATEHOUSE_SLACK_CHANNEL: slackBot.channel,
    };
  }
  return slackWebhook === undefined ? {} : { GATEHOUSE_SLACK_WEBHOOK: secretAddress(slackWebhook) };
}

function slackSecrets({ slackBot, slackWebhook }: SmokeMonitorArgs): readonly StoredSecret[] {
  const secret = slackBot?.token ?? slackWebhook;
  return secret === undefined ? [] : [secret];
}

/** The secrets that this environment's own checks name. */
function storedSecrets({ monitored, secrets = {} }: SmokeMonitorArgs): [string, StoredSecret][] {
  const named = monitored.settings.checks.flatMap(secretsOf);
  return Object.entries(secrets).filter(([name]) => named.includes(name));
}

function settingsKey({ monitored, suffix }: SmokeMonitorArgs): string {
  return `config/smoke/${monitored.repository}-${monitored.environment}${suffix}.json`;
}

/** The last verdict is kept in the bucket, so that a recovery can be distinguished from one more success. */
function stateStatements(args: SmokeMonitorArgs): readonly Statement[] {
  const { bucket, monitored } = args;
  return [
    {
      sid: 'ReadSettings',
      actions: ['s3:GetObject'],
      resources: [pulumi.interpolate`${bucket.arn}/${settingsKey(args)}`],
    },
    {
      sid: 'KeepState',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [
        pulumi.interpolate`${bucket.arn}/smoke/${monitored.repository}/${monitored.environment}/*`,
      ],
    },
    { sid: 'TellMissingFromForbidden', actions: ['s3:ListBucket'], resources: [bucket.arn] },
  ];
}
