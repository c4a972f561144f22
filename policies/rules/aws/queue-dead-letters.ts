import { refersTo, textProp, type ResourceView } from '../../model/resource-view';
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
    const senders = [...queues, ...redrives];
    // In a preview a policy made from the other queue's ARN is not known, but where it comes from is.
    const policies = senders
      .filter((item) => !comesFrom(item, 'redrivePolicy', queues))
      .flatMap((item) => stack.attempt(() => textProp(item.props, 'redrivePolicy')) ?? []);
    const named = redrives.filter((item) => !comesFrom(item, 'queueUrl', queues));
    return queues.flatMap((item): readonly StackFinding[] => {
      if (comesFrom(item, 'redrivePolicy', queues)) return [];
      if (redrives.some((redrive) => refersTo(redrive, 'queueUrl', item))) return [];
      if (senders.some((sender) => refersTo(sender, 'redrivePolicy', item))) return [];
      const known = stack.attempt(() => {
        if ((textProp(item.props, 'redrivePolicy') ?? '') !== '') return true;
        const isNamed = (url: string | undefined): boolean =>
          url !== undefined && named.some((redrive) => textProp(redrive.props, 'queueUrl') === url);
        if (named.length > 0 && isNamed(textProp(item.props, 'url') ?? textProp(item.props, 'id')))
          return true;
        if (policies.length === 0) return false;
        const arn = textProp(item.props, 'arn');
        return arn !== undefined && policies.some((policy) => policy.includes(arn));
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

function comesFrom(
  resource: ResourceView,
  property: string,
  targets: readonly ResourceView[],
): boolean {
  return targets.some((target) => refersTo(resource, property, target));
}
