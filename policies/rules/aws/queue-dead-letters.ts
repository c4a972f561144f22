import { refersTo, textProp, type ResourceView, type StackView } from '../../model/resource-view';
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
    const ofType = (type: string) => stack.resources.filter((item) => item.type === type);
    const redrives = ofType('aws:sqs/redrivePolicy:RedrivePolicy');
    const queues = ofType('aws:sqs/queue:Queue');
    const senders = [...queues, ...redrives];
    // In a preview a policy made from the other queue's ARN is not known, but where it comes from is.
    const policies = senders
      .filter((item) => !comesFrom(item, 'redrivePolicy', queues))
      .flatMap((item) => stack.attempt(() => textProp(item.props, 'redrivePolicy')) ?? []);
    // Functions and schedules give up events, too, and keep them in a queue that is the last stop.
    const functions = ofType('aws:lambda/function:Function');
    const schedules = ofType('aws:scheduler/schedule:Schedule');
    const keepsTheirs = (item: ResourceView): boolean =>
      functions.some((source) => refersTo(source, 'deadLetterConfig', item)) ||
      schedules.some(
        (source) =>
          // Where a function is the target, the queue can only be the one for dead letters.
          refersTo(source, 'target', item) && comesFrom(source, 'target', functions),
      );
    const givenUp = [
      ...valuesOf(stack, functions, 'deadLetterConfig', 'targetArn'),
      ...valuesOf(stack, schedules, 'target', 'deadLetterConfig', 'arn'),
    ];
    const named = redrives.filter((item) => !comesFrom(item, 'queueUrl', queues));
    return queues.flatMap((item): readonly StackFinding[] => {
      if (comesFrom(item, 'redrivePolicy', queues)) return [];
      if (redrives.some((redrive) => refersTo(redrive, 'queueUrl', item))) return [];
      if (senders.some((sender) => refersTo(sender, 'redrivePolicy', item))) return [];
      if (keepsTheirs(item)) return [];
      const known = stack.attempt(() => {
        if (givenUp.length > 0 && givenUp.includes(textProp(item.props, 'arn') ?? '\0'))
          return true;
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

/** A property of the resources whose value comes from no other resource. */
function valuesOf(
  stack: StackView,
  resources: readonly ResourceView[],
  ...[first, ...rest]: readonly [string, ...string[]]
): readonly string[] {
  return resources
    .filter((item) => (item.references?.[first] ?? []).length === 0)
    .flatMap((item) => stack.attempt(() => textProp(item.props, first, ...rest)) ?? []);
}

function comesFrom(
  resource: ResourceView,
  property: string,
  targets: readonly ResourceView[],
): boolean {
  return targets.some((target) => refersTo(resource, property, target));
}
