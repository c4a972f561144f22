import { isUnknownError, type ResourceView, type StackView } from '../../model/resource-view';
import { type Rule } from '../../model/rule';
import { settingsOf } from '../../model/settings-of';
import { alarmRoutes } from './alarm-routes';
import { bucketPublicAccess } from './bucket-public-access';
import { bucketVersioning } from './bucket-versioning';
import { queueDeadLetters } from './queue-dead-letters';

/* In a preview of new resources names, URLs and ARNs are unknown; which resource a value comes from is not. */

class Unknown extends Error {
  readonly unknownTypeSentinel = true;
}

/** Properties of which some are unknown: reading them throws, as the SDK does. */
function props(known: Record<string, unknown>, unknown: readonly string[]) {
  const all = { ...known };
  for (const key of unknown) {
    Object.defineProperty(all, key, {
      enumerable: true,
      get: () => {
        throw new Unknown(key);
      },
    });
  }
  return all;
}

type Resource = Omit<ResourceView, 'urn'>;

/** What a rule finds in a stack (names of resources), and whether it met an unknown value. */
function judge(rule: Rule, resources: readonly Resource[]) {
  if (rule.scope !== 'stack') throw new Error('not a stack rule');
  let unsure = false;
  const stack: StackView = {
    resources: resources.map((resource) => ({ ...resource, urn: resource.name })),
    workflows: [],
    attempt: (read) => {
      try {
        return read();
      } catch (error) {
        if (!isUnknownError(error)) throw error;
        unsure = true;
        return undefined;
      }
    },
  };
  const found = rule.check(stack, settingsOf(rule, {})).map(({ urn }) => urn);
  return { found, unsure };
}

const queue = (name: string, rest: Partial<Resource> = {}): Resource => ({
  type: 'aws:sqs/queue:Queue',
  name,
  props: props({}, ['url', 'arn', 'id']),
  ...rest,
});

describe('queue-dead-letters in a preview', () => {
  test('finds the queue that has none', () => {
    expect(judge(queueDeadLetters, [queue('jobs')])).toEqual({ found: ['jobs'], unsure: false });
  });

  test('sees a policy made from the ARN of the other queue', () => {
    const jobs = queue('jobs', {
      props: props({}, ['url', 'arn', 'redrivePolicy']),
      references: { redrivePolicy: ['dead'] },
    });
    expect(judge(queueDeadLetters, [jobs, queue('dead'), queue('other')])).toEqual({
      found: ['other'],
      unsure: false,
    });
  });

  test('sees a policy that is a resource of its own', () => {
    const redrive: Resource = {
      type: 'aws:sqs/redrivePolicy:RedrivePolicy',
      name: 'redrive',
      props: props({}, ['queueUrl', 'redrivePolicy']),
      references: { queueUrl: ['jobs'], redrivePolicy: ['dead'] },
    };
    expect(judge(queueDeadLetters, [queue('jobs'), queue('dead'), redrive])).toEqual({
      found: [],
      unsure: false,
    });
  });

  test('sees the queue that keeps what functions and schedules gave up', () => {
    const lambda: Resource = {
      type: 'aws:lambda/function:Function',
      name: 'dispatcher',
      props: props({}, ['deadLetterConfig']),
      references: { deadLetterConfig: ['undelivered'] },
    };
    const schedule = (target: readonly string[]): Resource => ({
      type: 'aws:scheduler/schedule:Schedule',
      name: 'daily',
      props: props({}, ['target']),
      references: { target },
    });
    const queues = [queue('undelivered'), queue('late'), queue('jobs')];
    expect(judge(queueDeadLetters, [...queues, lambda, schedule(['dispatcher', 'late'])])).toEqual({
      found: ['jobs'],
      unsure: false,
    });
    expect(judge(queueDeadLetters, [queue('jobs'), schedule(['jobs'])])).toEqual({
      found: ['jobs'],
      unsure: false,
    });
  });

  test('passes no verdict on a queue whose policy may yet be one', () => {
    const jobs = queue('jobs', { props: props({}, ['redrivePolicy']) });
    expect(judge(queueDeadLetters, [jobs])).toEqual({ found: [], unsure: true });
  });
});

describe('bucket-public-access in a preview', () => {
  const bucket = (name: string): Resource => ({
    type: 'aws:s3/bucket:Bucket',
    name,
    props: props({}, ['bucket', 'id']),
  });
  const block = (target: string, on: boolean): Resource => ({
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    name: `${target}-block`,
    props: props(
      {
        blockPublicAcls: on,
        blockPublicPolicy: on,
        ignorePublicAcls: on,
        restrictPublicBuckets: on,
      },
      ['bucket'],
    ),
    references: { bucket: [target] },
  });

  test('tells the closed bucket, the open one and the one without a block apart', () => {
    const resources = [
      ...[bucket('closed'), block('closed', true)],
      ...[bucket('open'), block('open', false)],
      bucket('bare'),
    ];
    expect(judge(bucketPublicAccess, resources)).toEqual({
      found: ['open', 'bare'],
      unsure: false,
    });
  });
});

describe('alarm-routes in a preview', () => {
  const topic = (name: string): Resource => ({
    type: 'aws:sns/topic:Topic',
    name,
    props: props({}, ['arn', 'id']),
  });
  const alarm = (name: string, topics: readonly string[]): Resource => ({
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    name,
    props: topics.length === 0 ? {} : props({}, ['alarmActions']),
    references: { alarmActions: topics },
  });
  const subscription = (to: string): Resource => ({
    type: 'aws:sns/topicSubscription:TopicSubscription',
    name: `${to}-mail`,
    props: props({ protocol: 'email' }, ['topic']),
    references: { topic: [to] },
  });

  test('tells the alarm without an action and the topic nobody subscribed to', () => {
    const resources = [
      ...[topic('heard'), subscription('heard'), alarm('a', ['heard'])],
      ...[topic('unheard'), alarm('b', ['unheard'])],
      alarm('silent', []),
    ];
    expect(judge(alarmRoutes, resources)).toEqual({
      found: ['silent', 'unheard'],
      unsure: false,
    });
  });
});

describe('bucket-versioning in a preview', () => {
  test('tells the bucket that keeps versions from the one that does not', () => {
    const bucket = (name: string): Resource => ({
      type: 'aws:s3/bucket:Bucket',
      name,
      props: props({}, ['bucket', 'id']),
    });
    const versioning: Resource = {
      type: 'aws:s3/bucketVersioning:BucketVersioning',
      name: 'versions',
      props: props({ versioningConfiguration: { status: 'Enabled' } }, ['bucket']),
      references: { bucket: ['kept'] },
    };
    expect(judge(bucketVersioning, [bucket('kept'), bucket('lost'), versioning])).toEqual({
      found: ['lost'],
      unsure: false,
    });
  });
});
