import { listProp, prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';

const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:jobs';

/** One bad message does not make the good ones of its batch run again. */
export const partialBatches = resourceRule({
  name: 'partial-batches',
  description: 'A function that takes batches from a queue reports which messages failed',
  severity: 'medium',
  why: 'Otherwise one failing message returns its whole batch to the queue: good ones are done again, and end as dead letters with it.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting',
  remediation: 'Set functionResponseTypes: ["ReportBatchItemFailures"], or batchSize: 1.',
  types: ['aws:lambda/eventSourceMapping:EventSourceMapping'],
  example: {
    violates: {
      type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
      props: { functionName: 'worker', eventSourceArn: QUEUE },
    },
    passes: {
      type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
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
            message: 'a failing message takes the whole batch back to the queue',
            fix: 'set functionResponseTypes: ["ReportBatchItemFailures"]',
          },
        ]
      : [];
  },
});
