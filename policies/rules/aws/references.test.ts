import { judgeStack, unknown, UNSURE, type TestResource } from '../../fixtures/judge';
import { type Rule } from '../../../core/reading/rule';
import { alarmRoutes } from './alarm-routes';
import { bucketPublicAccess } from './bucket-public-access';
import { bucketVersioning } from './bucket-versioning';
import { queueDeadLetters } from './queue-dead-letters';
import { runtimeWatched } from './runtime-watched';

/* In a preview of new resources names, URLs and ARNs are unknown; which resource a value comes from is not. */

/** Names of the resources that a rule finds something about, and {@link UNSURE} where it met an unknown value. */
const judge = (rule: Rule, resources: readonly TestResource[]) =>
  judgeStack(rule, resources).map((found) => found.split(':')[0]);

const queue = (name: string, rest: Partial<TestResource> = {}): TestResource => ({
  type: 'aws:sqs/queue:Queue',
  name,
  props: unknown(['url', 'arn', 'id']),
  ...rest,
});

describe('queue-dead-letters in a preview', () => {
  test('finds the queue that has none', () => {
    expect(judge(queueDeadLetters, [queue('jobs')])).toEqual(['jobs']);
  });

  test('sees a policy made from the ARN of the other queue', () => {
    const jobs = queue('jobs', {
      props: unknown(['url', 'arn', 'redrivePolicy']),
      references: { redrivePolicy: ['dead'] },
    });
    expect(judge(queueDeadLetters, [jobs, queue('dead'), queue('other')])).toEqual(['other']);
  });

  test('sees a policy that is a resource of its own', () => {
    const redrive: TestResource = {
      type: 'aws:sqs/redrivePolicy:RedrivePolicy',
      name: 'redrive',
      props: unknown(['queueUrl', 'redrivePolicy']),
      references: { queueUrl: ['jobs'], redrivePolicy: ['dead'] },
    };
    expect(judge(queueDeadLetters, [queue('jobs'), queue('dead'), redrive])).toEqual([]);
  });

  test('sees the queue that keeps what functions and schedules gave up', () => {
    const lambda: TestResource = {
      type: 'aws:lambda/function:Function',
      name: 'dispatcher',
      props: unknown(['deadLetterConfig']),
      references: { deadLetterConfig: ['undelivered'] },
    };
    const schedule = (target: readonly string[]): TestResource => ({
      type: 'aws:scheduler/schedule:Schedule',
      name: 'daily',
      props: unknown(['target']),
      references: { target },
    });
    const queues = [queue('undelivered'), queue('late'), queue('jobs')];
    expect(judge(queueDeadLetters, [...queues, lambda, schedule(['dispatcher', 'late'])])).toEqual([
      'jobs',
    ]);
    const target: TestResource = {
      ...schedule(['jobs']),
      props: { target: unknown(['arn']) },
    };
    expect(judge(queueDeadLetters, [queue('jobs'), target])).toEqual(['jobs']);
    // It may be the target or keep what the target did not get.
    expect(judge(queueDeadLetters, [queue('jobs'), schedule(['jobs'])])).toEqual([UNSURE]);
  });

  test('passes no verdict on a queue whose policy may yet be one', () => {
    const jobs = queue('jobs', { props: unknown(['redrivePolicy']) });
    expect(judge(queueDeadLetters, [jobs])).toEqual([UNSURE]);
  });
});

describe('bucket-public-access in a preview', () => {
  const bucket = (name: string): TestResource => ({
    type: 'aws:s3/bucket:Bucket',
    name,
    props: unknown(['bucket', 'id']),
  });
  const block = (target: string, on: boolean): TestResource => ({
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    name: `${target}-block`,
    props: unknown(['bucket'], {
      blockPublicAcls: on,
      blockPublicPolicy: on,
      ignorePublicAcls: on,
      restrictPublicBuckets: on,
    }),
    references: { bucket: [target] },
  });

  test('tells the closed bucket, the open one and the one without a block apart', () => {
    const resources = [
      ...[bucket('closed'), block('closed', true)],
      ...[bucket('open'), block('open', false)],
      bucket('bare'),
    ];
    expect(judge(bucketPublicAccess, resources)).toEqual(['open', 'bare']);
  });
});

describe('alarm-routes in a preview', () => {
  const topic = (name: string): TestResource => ({
    type: 'aws:sns/topic:Topic',
    name,
    props: unknown(['arn', 'id']),
  });
  const alarm = (name: string, topics: readonly string[]): TestResource => ({
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    name,
    props: topics.length === 0 ? {} : unknown(['alarmActions']),
    references: { alarmActions: topics },
  });
  const subscription = (to: string): TestResource => ({
    type: 'aws:sns/topicSubscription:TopicSubscription',
    name: `${to}-mail`,
    props: unknown(['topic'], { protocol: 'email' }),
    references: { topic: [to] },
  });

  test('tells the alarm without an action and the topic no one subscribed to', () => {
    const resources = [
      ...[topic('heard'), subscription('heard'), alarm('a', ['heard'])],
      ...[topic('unheard'), alarm('b', ['unheard'])],
      alarm('silent', []),
    ];
    expect(judge(alarmRoutes, resources)).toEqual(['silent', 'unheard']);
  });
});

describe('bucket-versioning in a preview', () => {
  test('tells the bucket that keeps versions from the one that does not', () => {
    const bucket = (name: string): TestResource => ({
      type: 'aws:s3/bucket:Bucket',
      name,
      props: unknown(['bucket', 'id']),
    });
    const versioning: TestResource = {
      type: 'aws:s3/bucketVersioning:BucketVersioning',
      name: 'versions',
      props: unknown(['bucket'], { versioningConfiguration: { status: 'Enabled' } }),
      references: { bucket: ['kept'] },
    };
    expect(judge(bucketVersioning, [bucket('kept'), bucket('lost'), versioning])).toEqual(['lost']);
  });
});

describe('a value that may yet be the right one is no fault where it decides', () => {
  const bucket: TestResource = { type: 'aws:s3/bucket:Bucket', name: 'b', props: { bucket: 'b' } };
  const lambda: TestResource = { type: 'aws:lambda/function:Function', name: 'f', props: {} };
  const schedule = (props: TestResource['props']): TestResource => ({
    type: 'aws:scheduler/schedule:Schedule',
    name: 'daily',
    props,
  });
  const alarm = (props: TestResource['props']): TestResource => ({
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    name: 'a',
    props,
  });
  const slack: TestResource = {
    type: 'slack:index/conversation:Conversation',
    name: 's',
    props: {},
  };
  const otherSwitches = {
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const topic: TestResource = { type: 'aws:sns/topic:Topic', name: 't', props: { arn: 'arn' } };
  const subscription = (props: TestResource['props']): TestResource => ({
    type: 'aws:sns/topicSubscription:TopicSubscription',
    name: 'mail',
    props,
  });
  const redrive = (props: TestResource['props']): TestResource => ({
    type: 'aws:sqs/redrivePolicy:RedrivePolicy',
    name: 'redrive',
    props,
  });
  const daily = schedule({ scheduleExpression: 'cron(0 9 * * ? *)' });
  const loud = alarm({ alarmActions: ['arn'] });
  test.each<[string, Rule, readonly TestResource[], readonly string[]]>([
    [
      'the switches of a block',
      bucketPublicAccess,
      [
        bucket,
        {
          type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
          props: unknown(['blockPublicAcls'], { bucket: 'b', ...otherSwitches }),
        },
      ],
      [UNSURE],
    ],
    [
      'a switch of a block, of which another is off',
      bucketPublicAccess,
      [
        bucket,
        {
          type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
          props: unknown(['blockPublicAcls'], {
            bucket: 'b',
            ...otherSwitches,
            ignorePublicAcls: false,
          }),
        },
      ],
      ['b'],
    ],
    [
      'the bucket of a block',
      bucketPublicAccess,
      [
        bucket,
        {
          type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
          props: unknown(['bucket'], { blockPublicAcls: true, ...otherSwitches }),
        },
      ],
      [UNSURE],
    ],
    [
      'whether versions are kept',
      bucketVersioning,
      [
        bucket,
        {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          props: { bucket: 'b', versioningConfiguration: unknown(['status']) },
        },
      ],
      [UNSURE],
    ],
    [
      'whether versions of another bucket are kept',
      bucketVersioning,
      [
        bucket,
        {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          props: { bucket: 'c', versioningConfiguration: unknown(['status']) },
        },
      ],
      ['b'],
    ],
    [
      'the bucket whose versions are kept',
      bucketVersioning,
      [
        bucket,
        {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          props: unknown(['bucket'], { versioningConfiguration: { status: 'Enabled' } }),
        },
      ],
      [UNSURE],
    ],
    [
      'the topic of a subscription',
      alarmRoutes,
      [alarm({ alarmActions: ['arn'] }), topic, subscription(unknown(['topic']))],
      [UNSURE],
    ],
    [
      'the topic of one of two subscriptions',
      alarmRoutes,
      [
        alarm({ alarmActions: ['arn'] }),
        topic,
        subscription(unknown(['topic'])),
        subscription({ topic: 'arn' }),
      ],
      [],
    ],
    [
      'the actions of an alarm, of a topic that no one reads',
      alarmRoutes,
      [alarm(unknown(['alarmActions'])), topic],
      [UNSURE],
    ],
    [
      'the policy that may send to a queue',
      queueDeadLetters,
      [queue('dead', { props: { arn: 'dead' } }), redrive(unknown(['redrivePolicy']))],
      [UNSURE],
    ],
    [
      'the queue that a policy is for',
      queueDeadLetters,
      [queue('jobs', { props: { arn: 'jobs', url: 'u' } }), redrive(unknown(['queueUrl']))],
      [UNSURE],
    ],
    [
      'the queue of a function',
      queueDeadLetters,
      [
        queue('dead', { props: { arn: 'dead' } }),
        { ...lambda, props: { deadLetterConfig: unknown(['targetArn']) } },
      ],
      [UNSURE],
    ],
    [
      'the queue of a schedule',
      queueDeadLetters,
      [
        queue('dead', { props: { arn: 'dead' } }),
        schedule({ target: { arn: 'f', deadLetterConfig: unknown(['arn']) } }),
      ],
      [UNSURE],
    ],
    [
      'the name of a bucket with versions',
      bucketVersioning,
      [
        { ...bucket, props: unknown(['bucket']) },
        {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          props: { bucket: 'b', versioningConfiguration: { status: 'Enabled' } },
        },
      ],
      [UNSURE],
    ],
    [
      'the expression of a schedule',
      runtimeWatched,
      [lambda, schedule(unknown(['scheduleExpression'])), loud, slack],
      [UNSURE],
    ],
    [
      'the expression of one of two schedules',
      runtimeWatched,
      [lambda, daily, schedule(unknown(['scheduleExpression'])), loud, slack],
      [],
    ],
    [
      'the action of one of two alarms',
      runtimeWatched,
      [lambda, daily, alarm(unknown(['alarmActions'])), loud, slack],
      [],
    ],
    [
      'the action of an alarm',
      runtimeWatched,
      [lambda, daily, alarm(unknown(['alarmActions'])), slack],
      [UNSURE],
    ],
    ['the action of an alarm', alarmRoutes, [alarm(unknown(['alarmActions']))], [UNSURE]],
    [
      'whether the actions of an alarm are on',
      alarmRoutes,
      [alarm(unknown(['actionsEnabled'], { alarmActions: ['arn'] }))],
      [UNSURE],
    ],
  ])('%s', (_name, rule, resources, expected) => {
    expect(judge(rule, resources)).toEqual(expected);
  });
});
