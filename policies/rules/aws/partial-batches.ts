import { listProp, prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:jobs';

/** One bad message does not make the good ones of its batch run again. */
export const partialBatches = resourceRule({
  name: 'partial-batches',
  description: 'Functions that read batches from a queue report which messages failed',
  severity: 'medium',
  security: false,
  why: 'Otherwise one failing message returns its whole batch to the queue: the good messages are processed again, and end up in the dead-letter queue with it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting',
  remediation: 'Set functionResponseTypes: ["ReportBatchItemFailures"], or batchSize: 1.',
  types: [awsTypes.lambda.EventSourceMapping],
  example: {
    violates: {
      type: awsTypes.lambda.EventSourceMapping,
      props: { functionName: 'worker', eventSourceArn: QUEUE },
    },
    passes: {
      type: awsTypes.lambda.EventSourceMapping,
      props: {
        functionName: 'worker',
        eventSourceArn: QUEUE,
        functionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
  check: ({ props }): readonly StackFinding[] => {
    if (listProp(props, 'functionResponseTypes').includes('ReportBatchItemFailures')) return [];
    if (prop(props, 'batchSize') === 1) return [];
    const source = prop(props, 'eventSourceArn');
    return typeof source === 'string' && source.split(':')[2] === 'sqs'
      ? [
          {
            message: 'one failing message returns the whole batch to the queue',
            fix: 'set functionResponseTypes: ["ReportBatchItemFailures"]',
          },
        ]
      : [];
  },
});
