import * as path from 'node:path';
import * as dynamodb from '@pulumi/aws/dynamodb';
import * as lambda from '@pulumi/aws/lambda';
import * as s3 from '@pulumi/aws/s3';
import * as pulumi from '@pulumi/pulumi';
import { type Json, stableJson } from '../core/kernel/stable-json';
import { metricsNamespace } from './aws/alarm';
import { LambdaFunction } from './aws/lambda-function';
import { awsLocation } from './aws/location';
import { arnOf, awsName } from './aws/names';
import { createScheduleGroup, ScheduledRuns } from './aws/scheduled-runs';
import { readSecrets, secretAddress, type StoredSecret } from './aws/stored-secret';
import { createUndeliveredQueue } from './aws/undelivered-queue';
import { WorkQueue } from './aws/work-queue';
import { type Fleet } from '../core/readiness/fleet';
import { createLogQueries, readinessQueries } from './log-queries';
import { createReadinessAlarms } from './readiness-alarms';
import { type RuntimeArgs } from './runtime-args';
import { workerStatements } from './worker-statements';

/** Arguments of {@link ReadinessLambda}. */
export interface ReadinessLambdaArgs extends RuntimeArgs {
  readonly fleet: Fleet;
  /** Root of GitHub's REST API, such as `https://api.github.com`. */
  readonly githubApiUrl: string;
  /** GitHub App credentials or a token. */
  readonly githubCredentials: StoredSecret;
  /** `cron(…)` expressions. */
  readonly schedules: {
    readonly daily: string;
    readonly weekly: string;
    readonly monthly: string;
  };
  /** IANA time zone that the schedules are read in. */
  readonly timezone: string;
  /** Megabytes of the worker. */
  readonly memoryMb: number;
  /** Workers at once, 2 (the lowest AWS allows) to 1,000. */
  readonly concurrency: number;
}

const fleetKey = 'config/fleet.json';
const workerTimeoutSeconds = 120;

/** Minutes a run may start late: the schedules of many stacks need not hit GitHub in the same second. */
const flexibleMinutes = 10;

/**
 * Scores every repository of a stack on a schedule: EventBridge Scheduler → dispatcher → queue → worker. The dispatcher
 * reads the fleet from the bucket and queues one message per repository; the worker scores it once per repository and
 * period (a table remembers), keeps history and ETags in the bucket, and reports. One repository or a thousand run the
 * same way; AWS's concurrency limit on the queue keeps the workers within GitHub's rate limit.
 *
 * Costs little at rest: see `costEstimate` of the stack. Nothing is lost silently: a message that cannot be handled, an
 * event that cannot be delivered and a run that does not come each raise an alarm.
 *
 * @throws {ProblemsError} when the functions have not been built.
 */
export class ReadinessLambda extends pulumi.ComponentResource {
  readonly dispatcherName: pulumi.Output<string>;
  readonly workerName: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  /** Names of the queues for what was given up. */
  readonly givenUpQueueNames: readonly pulumi.Output<string>[];

  constructor(name: string, args: ReadinessLambdaArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, fleet, bucket } = args;
    super(
      'gatehouse:aws:ReadinessLambda',
      name,
      { stack, repositories: fleet.repositories.length, schedules: args.schedules },
      opts,
    );
    const child = { parent: this };
    const location = awsLocation(this);
    const tableName = awsName('table', `${name}-idempotency`);
    const fleetObject = new s3.BucketObjectv2(
      `${name}-fleet`,
      {
        bucket: bucket.bucketName,
        key: fleetKey,
        content: stableJson(fleet as unknown as Json),
        contentType: 'application/json',
      },
      child,
    );
    const table = new dynamodb.Table(
      `${name}-idempotency`,
      {
        name: tableName,
        billingMode: 'PAY_PER_REQUEST',
        hashKey: 'id',
        attributes: [{ name: 'id', type: 'S' }],
        ttl: { attributeName: 'expiration', enabled: true },
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true },
      },
      child,
    );
    const queue = new WorkQueue(
      `${name}-work`,
      {
        location,
        visibilityTimeoutSeconds: 6 * workerTimeoutSeconds,
        // A week: SQS deletes what is older, and a mapping that is disabled over a weekend must cost no month its audit.
        retentionSeconds: 7 * 24 * 3_600,
        attempts: 5,
      },
      child,
    );
    const undelivered = createUndeliveredQueue(`${name}-undelivered`, location, child);
    const shared = {
      location,
      logRetentionDays: args.logRetentionDays,
      tracing: args.tracing,
    };
    const environment = {
      GATEHOUSE_STACK: stack,
      GATEHOUSE_BUCKET: bucket.bucketName,
      GATEHOUSE_FLEET_KEY: fleetKey,
      POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    };
    const dispatcher = new LambdaFunction(
      `${name}-dispatcher`,
      {
        ...shared,
        description: `Queues the repositories of ${stack} for scoring`,
        directory: path.join(args.functions, 'dispatcher'),
        memoryMb: 256,
        timeoutSeconds: 60,
        environment: {
          ...environment,
          GATEHOUSE_QUEUE_URL: queue.url,
          POWERTOOLS_SERVICE_NAME: 'dispatcher',
        },
        statements: [
          {
            sid: 'ReadFleet',
            actions: ['s3:GetObject'],
            resources: [pulumi.interpolate`${bucket.arn}/${fleetKey}`],
          },
          { sid: 'QueueWork', actions: ['sqs:SendMessage'], resources: [queue.knownArn] },
        ],
        deadLetters: undelivered,
      },
      { ...child, dependsOn: [fleetObject] },
    );
    const { githubCredentials, slackWebhook } = args;
    const secrets =
      slackWebhook === undefined ? [githubCredentials] : [githubCredentials, slackWebhook];
    const worker = new LambdaFunction(
      `${name}-worker`,
      {
        ...shared,
        description: `Scores repositories of ${stack}`,
        directory: path.join(args.functions, 'worker'),
        memoryMb: args.memoryMb,
        timeoutSeconds: workerTimeoutSeconds,
        environment: {
          ...environment,
          GATEHOUSE_QUEUE_URL: queue.url,
          GATEHOUSE_IDEMPOTENCY_TABLE: table.name,
          GATEHOUSE_GITHUB_CREDENTIALS: secretAddress(githubCredentials),
          GATEHOUSE_GITHUB_API_URL: args.githubApiUrl,
          GATEHOUSE_TIMEZONE: args.timezone,
          POWERTOOLS_SERVICE_NAME: 'worker',
          ...(slackWebhook === undefined
            ? {}
            : { GATEHOUSE_SLACK_WEBHOOK: secretAddress(slackWebhook) }),
        },
        statements: [
          ...workerStatements(
            bucket.arn,
            arnOf(location, 'dynamodb', `table/${tableName}`),
            queue.knownArn,
            fleet.repositories.some(({ declared }) => declared !== undefined) ? ['undeclared'] : [],
          ),
          ...readSecrets(secrets, location, args.secretsKeyArn),
        ],
      },
      child,
    );
    new lambda.EventSourceMapping(
      `${name}-worker-source`,
      {
        eventSourceArn: queue.arn,
        functionName: worker.functionName,
        batchSize: 5,
        functionResponseTypes: ['ReportBatchItemFailures'],
        scalingConfig: { maximumConcurrency: args.concurrency },
      },
      // The mapping is refused while the role may not yet read the queue.
      { ...child, dependsOn: [worker] },
    );
    const group = createScheduleGroup(name, location, child);
    new ScheduledRuns(
      `${name}-schedule`,
      {
        location,
        group,
        target: dispatcher,
        deadLetters: undelivered,
        runs: Object.entries(args.schedules).map(([period, expression]) => ({
          name: period,
          expression,
          timezone: args.timezone,
          // Scheduler puts in the time the run was due, which is the same on every retry.
          input: JSON.stringify({ period, scheduledAt: '<aws.scheduler.scheduled-time>' }),
          flexibleMinutes,
        })),
      },
      child,
    );
    createReadinessAlarms(
      name,
      {
        stack,
        topicArn: args.alarmTopicArn,
        runbooks: args.runbooks,
        workerName: worker.functionName,
        queueName: queue.queueName,
        deadLetterQueueName: queue.deadLetterQueueName,
        undeliveredQueueName: undelivered.queueName,
        dailySchedule: args.schedules.daily,
        timezone: args.timezone,
        hasSlack: slackWebhook !== undefined,
      },
      this,
    );
    const logged = [worker.functionName, dispatcher.functionName];
    createLogQueries(name, readinessQueries, logged, this);
    this.dispatcherName = dispatcher.functionName;
    this.workerName = worker.functionName;
    this.queueName = queue.queueName;
    this.givenUpQueueNames = [queue.deadLetterQueueName, undelivered.queueName];
    this.registerOutputs({
      dispatcherName: this.dispatcherName,
      workerName: this.workerName,
      queueName: this.queueName,
    });
  }
}
