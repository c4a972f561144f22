import * as sqs from '@pulumi/aws/sqs';
import * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from './location';
import { arnOf, awsName } from './names';

/** Seconds a dead letter is kept: 14 days, the longest SQS allows, so that someone can look at it. */
export const deadLetterRetentionSeconds = 14 * 24 * 3_600;

/** Arguments of {@link WorkQueue}. */
export interface WorkQueueArgs {
  readonly location: AwsLocation;
  /** Seconds a received message stays hidden; at least six times the timeout of the function that takes it. */
  readonly visibilityTimeoutSeconds: number;
  /**
   * Seconds a message waits for a worker at most, 60 to 1,209,600. What waits longer is deleted, and is no dead letter: a
   * dead letter's own time counts from when it was first sent, so it should be well below that of dead letters.
   */
  readonly retentionSeconds: number;
  /** Times a message is received before it is a dead letter; at least 5 for a Lambda function. */
  readonly attempts: number;
}

/**
 * A queue, encrypted by SQS, whose messages are never lost: what cannot be handled goes to a dead-letter queue that
 * accepts from this queue alone.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class WorkQueue extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The ARN, known before the queue exists. */
  readonly knownArn: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
  readonly deadLetterQueueName: pulumi.Output<string>;

  constructor(name: string, args: WorkQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:WorkQueue', name, {}, opts);
    const child = { parent: this };
    const queue = new sqs.Queue(
      name,
      {
        name: awsName('queue', name),
        visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
        messageRetentionSeconds: args.retentionSeconds,
        sqsManagedSseEnabled: true,
      },
      child,
    );
    const dead = new sqs.Queue(
      `${name}-dead-letters`,
      {
        name: awsName('queue', `${name}-dead-letters`),
        messageRetentionSeconds: deadLetterRetentionSeconds,
        sqsManagedSseEnabled: true,
      },
      child,
    );
    new sqs.RedrivePolicy(
      `${name}-redrive`,
      {
        queueUrl: queue.url,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: dead.arn,
          maxReceiveCount: args.attempts,
        }),
      },
      child,
    );
    new sqs.RedriveAllowPolicy(
      `${name}-redrive-allow`,
      {
        queueUrl: dead.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [queue.arn],
        }),
      },
      child,
    );
    this.arn = queue.arn;
    this.knownArn = arnOf(args.location, 'sqs', awsName('queue', name));
    this.url = queue.url;
    this.queueName = queue.name;
    this.deadLetterQueueName = dead.name;
    this.registerOutputs({
      arn: this.arn,
      url: this.url,
      queueName: this.queueName,
      deadLetterQueueName: this.deadLetterQueueName,
    });
  }
}
