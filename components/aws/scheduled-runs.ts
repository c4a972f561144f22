import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { awsLocation } from './location';
import { policyDocument, trustPolicy } from './policy-document';

/** One schedule of a function. */
export interface RunArgs {
  /** Part of the resource's name, such as `daily`. */
  readonly name: string;
  /** `cron(…)`, `rate(…)` or `at(…)`. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
  readonly expression: string;
  /** IANA time zone that cron expressions are read in. */
  readonly timezone: string;
  /** Event the function gets; JSON. */
  readonly input: string;
  /** Minutes a run may start late, so that not all start at once; 0: at the very minute. */
  readonly flexibleMinutes: number;
}

/** Arguments of {@link ScheduledRuns}. */
export interface ScheduledRunsArgs {
  readonly group: aws.scheduler.ScheduleGroup;
  readonly functionArn: pulumi.Input<string>;
  /** Queue for events that could not be handed to the function. */
  readonly deadLetterQueueArn: pulumi.Input<string>;
  readonly runs: readonly RunArgs[];
}

/** An event is handed over within an hour or it is a dead letter: the next run would overtake it. */
const retryPolicy = { maximumRetryAttempts: 8, maximumEventAgeInSeconds: 3_600 };

/**
 * Schedules that start one function, with a role that may start this function and nothing else, and that only
 * schedules of the group can take on.
 *
 * Scheduler hands events over asynchronously: it retries and keeps what Lambda did not accept, while what the function
 * fails on is Lambda's to retry and keep. So the function needs the same dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export class ScheduledRuns extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduledRunsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:ScheduledRuns', name, { runs: args.runs.map((run) => run.name) }, opts);
    const child = { parent: this };
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: trustPolicy({
          sid: 'SchedulesOfTheGroup',
          action: 'sts:AssumeRole',
          principal: { Service: 'scheduler.amazonaws.com' },
          conditions: {
            StringEquals: {
              'aws:SourceAccount': awsLocation(this).account,
              'aws:SourceArn': args.group.arn,
            },
          },
        }),
      },
      child,
    );
    const permissions = new aws.iam.RolePolicy(
      `${name}-permissions`,
      {
        role: role.name,
        policy: policyDocument([
          {
            sid: 'StartTheFunction',
            actions: ['lambda:InvokeFunction'],
            resources: [args.functionArn],
          },
          {
            sid: 'KeepUndeliveredEvents',
            actions: ['sqs:SendMessage'],
            resources: [args.deadLetterQueueArn],
          },
        ]),
      },
      child,
    );
    for (const run of args.runs) {
      new aws.scheduler.Schedule(
        `${name}-${run.name}`,
        {
          groupName: args.group.name,
          scheduleExpression: run.expression,
          scheduleExpressionTimezone: run.timezone,
          state: 'ENABLED',
          flexibleTimeWindow:
            run.flexibleMinutes === 0
              ? { mode: 'OFF' }
              : { mode: 'FLEXIBLE', maximumWindowInMinutes: run.flexibleMinutes },
          target: {
            arn: args.functionArn,
            roleArn: role.arn,
            input: run.input,
            retryPolicy,
            deadLetterConfig: { arn: args.deadLetterQueueArn },
          },
        },
        { ...child, dependsOn: [permissions] },
      );
    }
    this.registerOutputs({});
  }
}
