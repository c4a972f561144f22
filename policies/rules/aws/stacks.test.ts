import { judgeStack, type TestResource } from '../../fixtures/judge';
import { alarmRoutes } from './alarm-routes';
import { bucketPublicAccess } from './bucket-public-access';
import { bucketVersioning } from './bucket-versioning';
import { queueDeadLetters } from './queue-dead-letters';
import { runtimeWatched } from './runtime-watched';

/* Values that are known, as after an update. What a preview knows is in references.test.ts. */

type Props = Readonly<Record<string, unknown>>;

const resource =
  (type: string, defaults: Props = {}) =>
  (name: string, props: Props = {}): TestResource => ({
    type,
    name,
    props: { ...defaults, ...props },
  });

const lambda = resource('aws:lambda/function:Function', { runtime: 'nodejs24.x' });
const topic = (name: string): TestResource =>
  resource('aws:sns/topic:Topic')(name, { arn: `arn:aws:sns:x:1:${name}` });
const alarm = resource('aws:cloudwatch/metricAlarm:MetricAlarm');
const composite = resource('aws:cloudwatch/compositeAlarm:CompositeAlarm');
const to = (...names: readonly string[]): Props => ({
  alarmActions: names.map((name) => `arn:aws:sns:x:1:${name}`),
});

describe('alarm-routes', () => {
  const mail = (name: string) =>
    resource('aws:sns/topicSubscription:TopicSubscription')(`${name}-mail`, {
      topic: `arn:aws:sns:x:1:${name}`,
    });
  const chat = resource('aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration')('chat', {
    snsTopicArns: ['arn:aws:sns:x:1:t'],
  });
  const silent = ['a: alarm a has no action'];
  const unheard = ['t: topic t receives alarms but has no subscription'];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['an alarm with a topic with a subscriber', [alarm('a', to('t')), topic('t'), mail('t')], []],
    ['a topic that Slack reads', [alarm('a', to('t')), topic('t'), chat], []],
    ['a topic of another stack', [alarm('a', to('t'))], []],
    ['an alarm without an action', [alarm('a')], silent],
    ['an alarm with no actions', [alarm('a', to())], silent],
    [
      'an alarm whose actions are off',
      [alarm('a', { ...to('t'), actionsEnabled: false }), topic('t'), mail('t')],
      silent,
    ],
    [
      'an alarm whose actions are on',
      [alarm('a', { ...to('t'), actionsEnabled: true }), topic('t'), mail('t')],
      [],
    ],
    ['a composite alarm without an action', [composite('a')], silent],
    ['a topic that no one reads', [alarm('a', to('t')), topic('t')], unheard],
    [
      'one of two topics that no one reads',
      [alarm('a', to('s', 't')), topic('s'), mail('s'), topic('t'), mail('x')],
      unheard,
    ],
    ['a topic that no one reads and no alarm names', [topic('t')], []],
    [
      'an alarm that is part of another',
      [
        alarm('a'),
        {
          ...composite('both', { ...to('t'), alarmRule: 'ALARM(a)' }),
          references: { alarmRule: ['a'] },
        },
        topic('t'),
        mail('t'),
      ],
      [],
    ],
    [
      'an alarm that refers to its topic, with its actions off',
      [
        {
          ...alarm('a', { ...to('t'), actionsEnabled: false }),
          references: { alarmActions: ['t'] },
        },
        topic('t'),
        { ...mail('t'), references: { topic: ['t'] } },
      ],
      silent,
    ],
    [
      'a topic that an alarm and Slack refer to',
      [
        { ...alarm('a', to('t')), references: { alarmActions: ['t'] } },
        topic('t'),
        { ...chat, references: { snsTopicArns: ['t'] } },
      ],
      [],
    ],
    [
      'an alarm and a subscription that refer to different topics',
      [
        { ...alarm('a', to('t')), references: { alarmActions: ['t'] } },
        ...[topic('t'), topic('s')],
        { ...mail('t'), references: { topic: ['s'] } },
      ],
      unheard,
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(alarmRoutes, resources)).toEqual(expected);
  });
});

const bucket = (name: string, props: Props = { bucket: name }, type = 'aws:s3/bucket:Bucket') =>
  resource(type)(name, props);

describe('bucket-public-access', () => {
  const closed = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const block = (of: string, props: Props = {}) =>
    resource('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock')(`${of}-block`, {
      bucket: of,
      ...closed,
      ...props,
    });
  const open = ['b: bucket b has no complete public access block'];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['a block', [bucket('b'), block('b')], []],
    ['no block', [bucket('b')], open],
    ['a block of another bucket', [bucket('b'), block('x')], open],
    ...Object.keys(closed).map((key): [string, readonly TestResource[], readonly string[]] => [
      `a block without ${key}`,
      [bucket('b'), block('b', { [key]: false })],
      open,
    ]),
    ['a block by the id of the bucket', [bucket('b', { id: 'b-1' }), block('b-1')], []],
    [
      'a bucket without a name and a block without one',
      [bucket('b', {}), block('b', { bucket: undefined })],
      open,
    ],
    [
      'a bucket of the older kind',
      [bucket('b', { bucket: 'b' }, 'aws:s3/bucketV2:BucketV2')],
      open,
    ],
    ['what only belongs to a bucket', [bucket('b', {}, 'aws:s3/bucketPolicy:BucketPolicy')], []],
    [
      'a block that refers to the bucket',
      [bucket('b'), { ...block('other'), references: { bucket: ['b'] } }],
      [],
    ],
    [
      'a block that refers to another bucket',
      [bucket('b'), bucket('c'), { ...block('b'), references: { bucket: ['c'] } }],
      open,
    ],
    [
      'a weak block that refers to the bucket, and one that names it',
      [
        bucket('b'),
        { ...block('x', { blockPublicAcls: false }), references: { bucket: ['b'] } },
        block('b'),
      ],
      open,
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(bucketPublicAccess, resources)).toEqual(expected);
  });
});

describe('bucket-versioning', () => {
  const versioning = (of: string, status = 'Enabled', kind = '') =>
    resource(`aws:s3/bucketVersioning${kind}:BucketVersioning${kind}`)(`${of}-versions`, {
      bucket: of,
      versioningConfiguration: { status },
    });
  const lost = ['b: bucket b has no versioning'];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['enabled', [bucket('b'), versioning('b')], []],
    ['enabled by the older kind', [bucket('b'), versioning('b', 'Enabled', 'V2')], []],
    ['suspended', [bucket('b'), versioning('b', 'Suspended')], lost],
    ['disabled', [bucket('b'), versioning('b', 'Disabled')], lost],
    ['nothing', [bucket('b')], lost],
    ['of another bucket', [bucket('b'), versioning('x')], lost],
    ['by a reference', [bucket('b'), { ...versioning('x'), references: { bucket: ['b'] } }], []],
    [
      'by a reference to another',
      [bucket('b'), bucket('c'), { ...versioning('b'), references: { bucket: ['c'] } }],
      lost,
    ],
    ['of a bucket without a name', [bucket('b', {}), versioning('x')], lost],
    ['of a bucket of the older kind', [bucket('b', {}, 'aws:s3/bucketV2:BucketV2')], lost],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(bucketVersioning, resources)).toEqual(expected);
  });
});

describe('queue-dead-letters', () => {
  const arn = (name: string) => `arn:aws:sqs:x:1:${name}`;
  const queue = (name: string, props: Props = {}) =>
    resource('aws:sqs/queue:Queue')(name, { arn: arn(name), url: `https://sqs/${name}`, ...props });
  const redrive = (url: string, target: string) =>
    resource('aws:sqs/redrivePolicy:RedrivePolicy')('redrive', {
      queueUrl: url,
      redrivePolicy: `{"deadLetterTargetArn":"${arn(target)}"}`,
    });
  const schedule = (props: Props) => resource('aws:scheduler/schedule:Schedule')('daily', props);
  const bare = (name: string) => [`${name}: queue ${name} has no dead-letter queue`];
  test.each<[string, readonly TestResource[], readonly string[]]>([
    ['a policy of its own', [queue('jobs', { redrivePolicy: '{}' })], []],
    ['an empty policy', [queue('jobs', { redrivePolicy: '' })], bare('jobs')],
    ['nothing', [queue('jobs')], bare('jobs')],
    [
      'the queue that another sends to',
      [
        queue('jobs', { redrivePolicy: `{"deadLetterTargetArn":"${arn('dead')}"}` }),
        queue('dead'),
        queue('other'),
      ],
      bare('other'),
    ],
    [
      'a policy that is a resource of its own',
      [queue('jobs'), redrive('https://sqs/jobs', 'dead'), queue('dead'), queue('other')],
      bare('other'),
    ],
    [
      'a policy of the id',
      [queue('jobs', { url: undefined, id: 'https://sqs/j' }), redrive('https://sqs/j', 'x')],
      [],
    ],
    [
      'what a function gave up',
      [
        queue('dead'),
        lambda('f', { deadLetterConfig: { targetArn: arn('dead') } }),
        queue('other'),
      ],
      bare('other'),
    ],
    [
      'what a schedule gave up',
      [queue('dead'), schedule({ target: { arn: 'f', deadLetterConfig: { arn: arn('dead') } } })],
      [],
    ],
    [
      'the target of a schedule',
      [queue('jobs'), schedule({ target: { arn: arn('jobs') } })],
      bare('jobs'),
    ],
    [
      'a queue without an ARN',
      [
        queue('jobs', { arn: undefined }),
        lambda('f', { deadLetterConfig: { targetArn: 'x' } }),
        queue('a', { redrivePolicy: '{}' }),
      ],
      bare('jobs'),
    ],
  ])('%s', (_name, resources, expected) => {
    expect(judgeStack(queueDeadLetters, resources)).toEqual(expected);
  });
});

describe('runtime-watched', () => {
  const schedule = (props: Props = {}) =>
    resource('aws:scheduler/schedule:Schedule', { scheduleExpression: 'cron(0 9 * * ? *)' })(
      'daily',
      props,
    );
  const loud = alarm('errors', to('t'));
  const slack = resource('slack:index/conversation:Conversation')('alerts');
  const rest = [lambda('f'), loud, slack];
  const late = (hour = 9, zone = 'UTC', of = 'daily') => [
    `${of}: no enabled schedule runs daily at ${hour}:00 ${zone}`,
  ];
  const quiet = ['daily: no alarm of the runtime has an action'];
  const nowhere = ['daily: no notification reaches Slack'];
  test.each<[string, readonly TestResource[], object, readonly string[]]>([
    ['all of it', [schedule(), ...rest], {}, []],
    ['no schedule and no function', [loud, slack], {}, []],
    ['a function of another purpose', [lambda('f')], {}, []],
    [
      'smoke monitors alone',
      [
        lambda('f', { environment: { variables: { GATEHOUSE_ENVIRONMENT: 'staging' } } }),
        schedule({ scheduleExpression: 'rate(5 minutes)' }),
      ],
      {},
      [],
    ],
    ['a schedule without a function', [schedule()], {}, []],
    [
      'any function, where the settings say so',
      [lambda('f'), loud, slack],
      { when: 'function' },
      late(9, 'UTC', 'f'),
    ],
    ['a schedule that is off', [schedule({ state: 'DISABLED' }), ...rest], {}, late()],
    ['a schedule that is on', [schedule({ state: 'ENABLED' }), ...rest], {}, []],
    ['another hour', [schedule({ scheduleExpression: 'cron(0 8 * * ? *)' }), ...rest], {}, late()],
    [
      'weekdays',
      [schedule({ scheduleExpression: 'cron(0 9 ? * MON-FRI *)' }), ...rest],
      {},
      late(),
    ],
    ['no fixed hour', [schedule({ scheduleExpression: 'rate(1 day)' }), ...rest], {}, late()],
    ['no expression', [schedule({ scheduleExpression: undefined }), ...rest], {}, late()],
    [
      'another time zone',
      [schedule({ scheduleExpressionTimezone: 'Europe/Paris' }), ...rest],
      {},
      late(),
    ],
    [
      'the time zone of the settings',
      [schedule({ scheduleExpressionTimezone: 'Europe/Paris' }), ...rest],
      { timezone: 'Europe/Paris' },
      [],
    ],
    ['the hour of the settings', [schedule(), ...rest], { hour: 7 }, late(7)],
    [
      'one of two schedules',
      [schedule({ state: 'DISABLED' }), { ...schedule(), name: 'second' }, ...rest],
      {},
      [],
    ],
    [
      'a rule of the older kind',
      [
        resource('aws:cloudwatch/eventRule:EventRule')('daily', {
          scheduleExpression: 'cron(0 9 * * ? *)',
        }),
        ...rest,
      ],
      {},
      [],
    ],
    ['no alarm', [schedule(), lambda('f'), slack], {}, quiet],
    ['an alarm without an action', [schedule(), lambda('f'), alarm('a'), slack], {}, quiet],
    [
      'an alarm whose actions are off',
      [schedule(), lambda('f'), alarm('a', { ...to('t'), actionsEnabled: false }), slack],
      {},
      quiet,
    ],
    ['a composite alarm', [schedule(), lambda('f'), composite('a', to('t')), slack], {}, []],
    ['no route', [schedule(), lambda('f'), loud], {}, nowhere],
    ['no route, where none is wanted', [schedule(), lambda('f'), loud], { slack: false }, []],
    [
      'a channel of the chat',
      [
        schedule(),
        lambda('f'),
        loud,
        resource('aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration')('c'),
      ],
      {},
      [],
    ],
    [
      'a subscription',
      [schedule(), lambda('f'), loud, resource('aws:sns/topicSubscription:TopicSubscription')('s')],
      {},
      [],
    ],
  ])('%s', (_name, resources, settings, expected) => {
    expect(judgeStack(runtimeWatched, resources, settings)).toEqual(expected);
  });
});
