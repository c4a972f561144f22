import { anyOf, isNaming, type Naming } from '../../../core/reading/readings';
import {
  prop,
  refersTo,
  textProp,
  textsProp,
  type ResourceView,
} from '../../../core/reading/resource-view';
import { stackRule, type ExampleResource, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

const queue = (name: string, props: Readonly<Record<string, unknown>> = {}): ExampleResource => ({
  type: awsTypes.sqs.Queue,
  name,
  props,
});

/** A message that cannot be handled is kept and seen. */
export const queueDeadLetters = stackRule({
  name: 'queue-dead-letters',
  description: 'Every queue has a dead-letter queue or is one',
  severity: 'medium',
  security: false,
  why: 'A message that always fails is retried until it expires, and is then lost.',
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
    const redrives = ofType(awsTypes.sqs.RedrivePolicy);
    const queues = ofType(awsTypes.sqs.Queue);
    // Functions and schedules give up events, too, and keep them in a queue that is the last stop.
    const functions = ofType(awsTypes.lambda.Function);
    const schedules = ofType(awsTypes.scheduler.Schedule);
    const named = (
      sources: readonly ResourceView[],
      item: ResourceView,
      naming: Omit<Naming, 'among'>,
    ) => sources.map((source) => () => isNaming(source, item, { ...naming, among: queues }));
    const readings = (item: ResourceView): readonly (() => boolean)[] => [
      // A policy made from the ARN of a queue that is not known yet is one.
      () => queues.some((other) => refersTo(item, 'redrivePolicy', other)),
      () => (textProp(item.props, 'redrivePolicy') ?? '') !== '',
      ...named(redrives, item, QUEUE_URL),
      ...named([...queues, ...redrives], item, REDRIVE_POLICY),
      ...named(functions, item, DEAD_LETTER_CONFIG),
      ...schedules.map((source) => () => isLastStop(source, item, { queues, functions })),
    ];
    return queues
      .filter((item) => stack.attempt(() => anyOf(readings(item))) === false)
      .map((item) => ({
        urn: item.urn,
        message: `queue ${item.name} has no dead-letter queue`,
        fix: 'add a redrive policy',
      }));
  },
});

const QUEUE_URL: Omit<Naming, 'among'> = {
  property: 'queueUrl',
  read: ({ props }) => textsProp(props, 'queueUrl'),
  by: ['url', 'id'],
};

const REDRIVE_POLICY: Omit<Naming, 'among'> = {
  property: 'redrivePolicy',
  read: ({ props }) =>
    [...(textProp(props, 'redrivePolicy') ?? '').matchAll(/"([^"]+)"/g)].map(
      ([, text = '']) => text,
    ),
  by: ['arn'],
};

const DEAD_LETTER_CONFIG: Omit<Naming, 'among'> = {
  property: 'deadLetterConfig',
  read: ({ props }) => textsProp(props, 'deadLetterConfig', 'targetArn'),
  by: ['arn'],
};

/** Whether a schedule leaves in the queue what it could not deliver; its target may be a queue as well. */
function isLastStop(
  schedule: ResourceView,
  queue: ResourceView,
  among: Readonly<Record<'queues' | 'functions', readonly ResourceView[]>>,
): boolean {
  const isReferring = refersTo(schedule, 'target', queue);
  if (!isReferring && among.queues.some((other) => refersTo(schedule, 'target', other)))
    return false;
  // Where a function is the target, the queue can only be the one for dead letters.
  if (isReferring && among.functions.some((other) => refersTo(schedule, 'target', other)))
    return true;
  const kept = prop(schedule.props, 'target', 'deadLetterConfig', 'arn');
  return kept !== undefined && kept === prop(queue.props, 'arn');
}
