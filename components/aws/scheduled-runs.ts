import * as iam from '@pulumi/aws/iam';
import * as scheduler from '@pulumi/aws/scheduler';
import * as pulumi from '@pulumi/pulumi';
import { type QueueArns } from './lambda-function';
import { type AwsLocation } from './location';
import { arnOf, awsName } from './names';
import { policyDocument, trustPolicy } from './policy-document';

/** One schedule of a function. */
interface RunArgs {
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

/** A group of schedules. */
export interface ScheduleGroupNames {
  readonly groupName: pulumi.Input<string>;
  /** The ARN, known before the group exists. */
  readonly knownArn: pulumi.Input<string>;
}

/** The group of a component's schedules. */
export function createScheduleGroup(
  name: string,
  location: AwsLocation,
  opts: pulumi.CustomResourceOptions,
): ScheduleGroupNames {
  const groupName = awsName('scheduleGroup', name);
  const group = new scheduler.ScheduleGroup(name, { name: groupName }, opts);
  return {
    groupName: group.name,
    knownArn: arnOf(location, 'scheduler', `schedule-group/${groupName}`),
  };
}

/** Arguments of {@link ScheduledRuns}. */
export interface ScheduledRunsArgs {
  readonly location: AwsLocation;
  readonly group: ScheduleGroupNames;
  readonly target: {
    readonly arn: pulumi.Input<string>;
    /** The ARN, known before the function exists. */
    readonly knownArn: pulumi.Input<string>;
  };
  /** Queue for events that could not be handed to the function. */
  readonly deadLetters: QueueArns;
  readonly runs: readonly RunArgs[];
}

/** An event is passed on within an hour or it is a dead letter: the next run would overtake it. */
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
    const role = new iam.Role(
      `${name}-role`,
      {
        name: awsName('role', name),
        assumeRolePolicy: trustPolicy({
          sid: 'SchedulesOfTheGroup',
          action: 'sts:AssumeRole',
          principal: { Service: 'scheduler.amazonaws.com' },
          conditions: {
            StringEquals: {
              'aws:SourceAccount': args.location.account,
              'aws:SourceArn': args.group.knownArn,
            },
          },
        }),
      },
      child,
    );
    const permissions = new iam.RolePolicy(
      `${name}-permissions`,
      {
        role: role.name,
        policy: policyDocument([
          {
            sid: 'StartTheFunction',
            actions: ['lambda:InvokeFunction'],
            resources: [args.target.knownArn],
          },
          {
            sid: 'KeepUndeliveredEvents',
            actions: ['sqs:SendMessage'],
            resources: [args.deadLetters.knownArn],
          },
        ]),
      },
      child,
    );
    for (const run of args.runs) {
      new scheduler.Schedule(
        `${name}-${run.name}`,
        {
          name: awsName('schedule', `${name}-${run.name}`),
          groupName: args.group.groupName,
          scheduleExpression: run.expression,
          scheduleExpressionTimezone: run.timezone,
          state: 'ENABLED',
          flexibleTimeWindow:
            run.flexibleMinutes === 0
              ? { mode: 'OFF' }
              : { mode: 'FLEXIBLE', maximumWindowInMinutes: run.flexibleMinutes },
          target: {
            arn: args.target.arn,
            roleArn: role.arn,
            input: run.input,
            retryPolicy,
            deadLetterConfig: { arn: args.deadLetters.arn },
          },
        },
        { ...child, dependsOn: [permissions] },
      );
    }
    this.registerOutputs({});
  }
}
