import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { AlarmTopic } from '../components/aws/alarm-topic';
import { PrivateBucket } from '../components/aws/private-bucket';
import { cronSchedule } from '../components/aws/schedule-expression';
import { CiDashboard } from '../components/ci-dashboard';
import { declaredIn } from '../components/declared';
import { fleetRepository } from '../components/fleet-document';
import { ReadinessLambda } from '../components/readiness-lambda';
import { type RuntimeArgs } from '../components/runtime-args';
import { githubAddress, githubRestApi } from './github-rest-api';
import { createSmokeMonitors } from './smoke-runtime';
import { type StackConfig } from '../core/config/load';
import { pipelineSettings } from '../core/config/pipeline-settings';

/** Built by `npm ci` and `make` (tools/build.mjs). */
export const builtFunctions = path.resolve(__dirname, '..', 'build', 'lambda');

/**
 * What the stack runs in AWS, if anything; its outputs.
 *
 * @param functions directory with one built bundle per function.
 * @param onCallId Slack's id of the group of people on call; absent: no one is mentioned.
 */
export function createAwsRuntime(
  config: StackConfig,
  functions: string,
  opts: pulumi.ComponentResourceOptions,
  onCallId?: pulumi.Input<string>,
): Record<string, pulumi.Input<unknown>> {
  const { aws } = config;
  if (!aws.readiness.enabled && !aws.smoke.enabled) return {};
  const stack = pulumi.getStack();
  const bucket = new PrivateBucket('reports', { oldVersionDays: aws.oldVersionDays }, opts);
  const shared: RuntimeArgs = {
    stack,
    functions,
    bucket,
    alarmTopicArn: alarmTopic(aws.alarms, opts),
    runbooks: aws.alarms.runbooks,
    logRetentionDays: aws.logRetentionDays,
    tracing: aws.tracing,
    ...(aws.slackWebhook === undefined ? {} : { slackWebhook: aws.slackWebhook }),
    ...(onCallId === undefined ? {} : { onCallId }),
    ...(aws.secretsKey === undefined ? {} : { secretsKeyArn: aws.secretsKey }),
  };
  const readiness = aws.readiness.enabled ? createReadiness(config, shared, opts) : undefined;
  const smoke = aws.smoke.enabled ? createSmokeMonitors(config, shared, bucket, opts) : undefined;
  const dashboard = new CiDashboard(
    'ci',
    {
      stack,
      smoke: aws.smoke.enabled,
      furtherRegions: aws.smoke.enabled ? Object.keys(aws.smoke.regions) : [],
      queues: [
        ...(readiness?.givenUpQueueNames ?? []),
        ...(smoke === undefined ? [] : [smoke.undeliveredQueueName]),
      ],
      functions: [
        ...(readiness === undefined ? [] : [readiness.dispatcherName, readiness.workerName]),
        ...(smoke?.functionNames ?? []),
      ],
    },
    opts,
  );
  return { reportsBucket: bucket.bucketName, dashboard: dashboard.url };
}

function createReadiness(
  { github, aws: { readiness }, repositories }: StackConfig,
  shared: RuntimeArgs,
  opts: pulumi.ComponentResourceOptions,
): ReadinessLambda {
  const { githubCredentials, schedules } = readiness;
  if (githubCredentials === undefined) throw new Error('invalid configuration');
  return new ReadinessLambda(
    'readiness',
    {
      ...shared,
      fleet: {
        version: 1,
        stack: shared.stack,
        owner: github.owner,
        repositories: repositories.map((repository) => {
          const settings = pipelineSettings(github.owner, repository, false);
          return {
            ...fleetRepository(settings),
            ...(readiness.undeclared ? { declared: declaredIn(settings, repository) } : {}),
          };
        }),
      },
      githubApiUrl: githubRestApi(githubAddress(github.baseUrl, process.env)),
      githubCredentials,
      schedules: {
        daily: awsSchedule(schedules.daily),
        weekly: awsSchedule(schedules.weekly),
        monthly: awsSchedule(schedules.monthly),
      },
      timezone: readiness.timezone,
      memoryMb: readiness.memory,
      concurrency: readiness.concurrency,
    },
    opts,
  );
}

function alarmTopic(
  { email, topic }: StackConfig['aws']['alarms'],
  opts: pulumi.ComponentResourceOptions,
): pulumi.Input<string> {
  if (topic !== undefined) return topic;
  if (email === undefined) throw new Error('invalid configuration');
  return new AlarmTopic('alarms', { email }, opts).arn;
}

function awsSchedule(cron: string): string {
  const schedule = cronSchedule(cron);
  if (!schedule.ok) throw new Error(`${cron} ${schedule.reason}`);
  return schedule.expression;
}
