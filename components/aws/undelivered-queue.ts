import * as sqs from '@pulumi/aws/sqs';
import type * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from './location';
import { arnOf, awsName } from './names';
import { deadLetterRetentionSeconds } from './work-queue';

/** A queue for events that could not be delivered, or that a function failed on; encrypted by SQS. */
export interface UndeliveredQueue {
  readonly arn: pulumi.Output<string>;
  /** The ARN, known before the queue exists. */
  readonly knownArn: pulumi.Output<string>;
  readonly queueName: pulumi.Output<string>;
}

/** The last stop of events of a component's schedules and functions. */
export function createUndeliveredQueue(
  name: string,
  location: AwsLocation,
  opts: pulumi.CustomResourceOptions,
): UndeliveredQueue {
  const queue = new sqs.Queue(
    name,
    {
      name: awsName('queue', name),
      messageRetentionSeconds: deadLetterRetentionSeconds,
      sqsManagedSseEnabled: true,
    },
    opts,
  );
  return {
    arn: queue.arn,
    knownArn: arnOf(location, 'sqs', awsName('queue', name)),
    queueName: queue.name,
  };
}
