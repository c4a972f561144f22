import * as pulumi from '@pulumi/pulumi';
import { type Statement } from './aws/policy-document';

/**
 * What the worker may do: take from its queue, keep history in the bucket, remember in the table what is done.
 *
 * @param furtherFolders of the bucket that it keeps things in.
 */
export function workerStatements(
  bucketArn: pulumi.Input<string>,
  tableArn: pulumi.Input<string>,
  queueArn: pulumi.Input<string>,
  furtherFolders: readonly string[],
): readonly Statement[] {
  return [
    {
      sid: 'TakeWork',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queueArn],
    },
    // A repository that GitHub's rate limit stopped is queued again for later.
    { sid: 'QueueAgain', actions: ['sqs:SendMessage'], resources: [queueArn] },
    {
      sid: 'KeepHistory',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [
        pulumi.interpolate`${bucketArn}/repositories/*`,
        ...furtherFolders.map((folder) => pulumi.interpolate`${bucketArn}/${folder}/*`),
      ],
    },
    {
      // Without it a missing object is "access denied" instead of "not found".
      sid: 'TellMissingFromForbidden',
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
    },
    {
      sid: 'RememberWhatIsDone',
      actions: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      resources: [tableArn],
    },
  ];
}
