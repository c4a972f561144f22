import { prop, textProp } from '../../model/resource-view';
import { stackRule, type ExampleResource, type StackFinding } from '../../model/rule';

const queue = (name: string, props: Readonly<Record<string, unknown>> = {}): ExampleResource => ({
  type: 'aws:sqs/queue:Queue',
  name,
  props,
});

/** A message that cannot be handled is kept and seen. */
export const queueDeadLetters = stackRule({
  name: 'queue-dead-letters',
  description: 'Every queue has a dead-letter queue or is one',
  severity: 'medium',
  why: 'A message that always fails is retried until it expires and is then gone without a trace.',
  link: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  remediation: 'Set redrivePolicy on the queue, or add an aws.sqs.RedrivePolicy for it.',
  example: {
    violates: [queue('jobs')],
    passes: [
      queue('jobs', {
        redrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:111122223333:dead","maxReceiveCount":3}',
      }),
      queue('dead', { arn: 'arn:aws:sqs:eu-central-1:111122223333:dead' }),
    ],
  },
  check: (stack): readonly StackFinding[] => {
    const redrives = stack.resources.filter(
      (item) => item.type === 'aws:sqs/redrivePolicy:RedrivePolicy',
    );
    const queues = stack.resources.filter((item) => item.type === 'aws:sqs/queue:Queue');
    const policies = [...queues, ...redrives].flatMap(
      (item) => stack.attempt(() => textProp(item.props, 'redrivePolicy')) ?? [],
    );
    return queues.flatMap((item): readonly StackFinding[] => {
      const known = stack.attempt(() => {
        const url = textProp(item.props, 'url') ?? textProp(item.props, 'id');
        const arn = textProp(item.props, 'arn');
        const own =
          prop(item.props, 'redrivePolicy') !== undefined &&
          prop(item.props, 'redrivePolicy') !== '';
        const other = redrives.some(
          (redrive) => textProp(redrive.props, 'queueUrl') === url && url !== undefined,
        );
        const target = arn !== undefined && policies.some((policy) => policy.includes(arn));
        return own || other || target;
      });
      if (known !== false) return [];
      return [
        {
          urn: item.urn,
          message: `queue ${item.name} has no dead-letter queue`,
          fix: 'add a redrive policy',
        },
      ];
    });
  },
});
