import { textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/** Messages are encrypted where they wait. */
export const queueEncryption = resourceRule({
  name: 'queue-encryption',
  description: 'Queues are encrypted at rest',
  severity: 'medium',
  why: 'SQS-managed encryption is free of charge, so there is no reason to turn it off.',
  link: 'https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html#sqs-1',
  remediation: 'Set sqsManagedSseEnabled: true or kmsMasterKeyId.',
  types: [awsTypes.sqs.Queue],
  example: {
    violates: { type: awsTypes.sqs.Queue, props: { sqsManagedSseEnabled: false } },
    passes: { type: awsTypes.sqs.Queue, props: { sqsManagedSseEnabled: true } },
  },
  check: ({ props }): readonly StackFinding[] =>
    // Absent means encrypted by SQS since 2022.
    props['sqsManagedSseEnabled'] === false && textProp(props, 'kmsMasterKeyId') === undefined
      ? [{ message: 'the queue is not encrypted', fix: 'set sqsManagedSseEnabled: true' }]
      : [],
});
