import { judgeStack, stackFindings, unknown, UNSURE } from '../../fixtures/judge';
import type { TestResource } from '../../fixtures/judge';
import { uniqueNames } from './unique-names';

type Props = Readonly<Record<string, unknown>>;

const kind =
  (type: string) =>
  (name: string, props: Props, rest: Partial<TestResource> = {}): TestResource => ({
    type,
    name,
    props,
    ...rest,
  });

const lambda = kind('aws:lambda/function:Function');
const queue = kind('aws:sqs/queue:Queue');
const role = kind('aws:iam/role:Role');
const rolePolicy = kind('aws:iam/rolePolicy:RolePolicy');
const bucket = kind('aws:s3/bucket:Bucket');
const alarm = kind('aws:cloudwatch/metricAlarm:MetricAlarm');
const schedule = kind('aws:scheduler/schedule:Schedule');

const through = (urn: string, props: Props): Pick<TestResource, 'provider'> => ({
  provider: { urn, props },
});
const frankfurt = through('eu', { region: 'eu-central-1' });
const oregon = through('us', { region: 'us-west-2' });
const second = 'b: function b has the same name as a: my-app';

test.each<[string, string, string, string, boolean]>([
  ['functions', 'lambda/function:Function', 'name', 'function', false],
  ['tables', 'dynamodb/table:Table', 'name', 'table', false],
  ['queues', 'sqs/queue:Queue', 'name', 'queue', false],
  ['topics', 'sns/topic:Topic', 'name', 'topic', false],
  ['log groups', 'cloudwatch/logGroup:LogGroup', 'name', 'log group', false],
  ['metric alarms', 'cloudwatch/metricAlarm:MetricAlarm', 'name', 'alarm', false],
  ['composite alarms', 'cloudwatch/compositeAlarm:CompositeAlarm', 'name', 'alarm', false],
  ['dashboards', 'cloudwatch/dashboard:Dashboard', 'dashboardName', 'dashboard', false],
  ['event rules', 'cloudwatch/eventRule:EventRule', 'name', 'event rule', false],
  ['schedules', 'scheduler/schedule:Schedule', 'name', 'schedule', false],
  ['schedule groups', 'scheduler/scheduleGroup:ScheduleGroup', 'name', 'schedule group', false],
  ['secrets', 'secretsmanager/secret:Secret', 'name', 'secret', false],
  ['parameters', 'ssm/parameter:Parameter', 'name', 'parameter', false],
  ['buckets', 's3/bucket:Bucket', 'bucket', 'bucket', false],
  ['buckets of the old type', 's3/bucketV2:BucketV2', 'bucket', 'bucket', false],
  ['roles', 'iam/role:Role', 'name', 'role', true],
  ['policies', 'iam/policy:Policy', 'name', 'policy', true],
  ['policies of roles', 'iam/rolePolicy:RolePolicy', 'name', 'policy of a role', true],
])('%s', (_name, type, property, noun, ignoresCase) => {
  const of = kind(`aws:${type}`);
  const same = `b: ${noun} b has the same name as a: my-app`;
  expect(
    judgeStack(uniqueNames, [of('a', { [property]: 'my-app' }), of('b', { [property]: 'my-app' })]),
  ).toEqual([same]);
  expect(
    judgeStack(uniqueNames, [of('a', { [property]: 'My-App' }), of('b', { [property]: 'my-app' })]),
  ).toEqual(ignoresCase ? [same] : []);
  expect(
    judgeStack(uniqueNames, [of('a', { [property]: 'my-app' }), of('b', { [property]: 'my.app' })]),
  ).toEqual([]);
  expect(judgeStack(uniqueNames, [of('a', {}), of('b', {})])).toEqual([]);
});

test.each<[string, readonly TestResource[], readonly string[]]>([
  ['nothing', [], []],
  ['one', [lambda('a', { name: 'my-app' })], []],
  [
    'three, of which each after the first is named',
    [lambda('a', { name: 'x' }), lambda('b', { name: 'x' }), lambda('c', { name: 'x' })],
    ['b: function b has the same name as a: x', 'c: function c has the same name as a: x'],
  ],
  ['resources of two kinds', [lambda('a', { name: 'x' }), queue('b', { name: 'x' })], []],
  [
    'a metric and a composite alarm',
    [
      alarm('a', { name: 'x' }),
      kind('aws:cloudwatch/compositeAlarm:CompositeAlarm')('b', { name: 'x' }),
    ],
    ['b: alarm b has the same name as a: x'],
  ],
  [
    'a bucket and one of the old type',
    [bucket('a', { bucket: 'x' }), kind('aws:s3/bucketV2:BucketV2')('b', { bucket: 'x' })],
    ['b: bucket b has the same name as a: x'],
  ],
  [
    'a type that has no physical name',
    [
      kind('github:index/repository:Repository')('a', { name: 'x' }),
      kind('github:index/repository:Repository')('b', { name: 'x' }),
    ],
    [],
  ],
  [
    'functions of two regions, by their providers',
    [lambda('a', { name: 'my-app' }, frankfurt), lambda('b', { name: 'my-app' }, oregon)],
    [],
  ],
  [
    'functions of two regions, by their own setting',
    [lambda('a', { name: 'my-app', region: 'x' }), lambda('b', { name: 'my-app', region: 'y' })],
    [],
  ],
  [
    'functions of one region through two providers',
    [
      lambda('a', { name: 'my-app' }, frankfurt),
      lambda('b', { name: 'my-app' }, through('again', { region: 'eu-central-1' })),
    ],
    [second],
  ],
  [
    'a region of a function that is that of another provider',
    [
      lambda('a', { name: 'my-app', region: 'us-west-2' }, frankfurt),
      lambda('b', { name: 'my-app' }, oregon),
    ],
    [second],
  ],
  [
    'functions of one provider whose region only its environment tells',
    [
      lambda('a', { name: 'my-app' }, through('p', {})),
      lambda('b', { name: 'my-app' }, through('p', {})),
    ],
    [second],
  ],
  [
    'functions of two providers whose regions only their environment tells',
    [
      lambda('a', { name: 'my-app' }, through('p', {})),
      lambda('b', { name: 'my-app' }, through('q', {})),
    ],
    [],
  ],
  [
    'roles in two regions, which share the roles of the account',
    [role('a', { name: 'x' }, frankfurt), role('b', { name: 'x' }, oregon)],
    ['b: role b has the same name as a: x'],
  ],
  ...(
    [
      ['profile', 'staging'],
      ['accessKey', 'AKIA'],
      ['assumeRoles', '[{"roleArn":"arn:aws:iam::1:role/x"}]'],
      ['assumeRoleWithWebIdentity', '{"roleArn":"arn:aws:iam::1:role/x"}'],
      ['allowedAccountIds', '["1"]'],
      ['endpoints', '[{"iam":"http://127.0.0.1:1"}]'],
      ['sharedConfigFiles', '["x"]'],
      ['sharedCredentialsFiles', '["x"]'],
    ] as const
  ).map(([key, value]): [string, readonly TestResource[], readonly string[]] => [
    `roles of providers with another ${key}`,
    [role('a', { name: 'x' }, frankfurt), role('b', { name: 'x' }, through('p', { [key]: value }))],
    [],
  ]),
  [
    'buckets of providers in two accounts',
    [
      bucket('a', { bucket: 'x' }, frankfurt),
      bucket('b', { bucket: 'x' }, through('p', { profile: 'y' })),
    ],
    ['b: bucket b has the same name as a: x'],
  ],
  [
    'roles of providers whose account is not known yet',
    [
      role('a', { name: 'x' }, through('p', unknown(['profile']))),
      role('b', { name: 'x' }, through('q', unknown(['profile']))),
      role('c', { name: 'x' }, through('q', unknown(['profile']))),
    ],
    ['c: role c has the same name as b: x'],
  ],
  [
    'schedules of two groups',
    [
      schedule('a', { name: 'daily', groupName: 'one' }),
      schedule('b', { name: 'daily', groupName: 'two' }),
    ],
    [],
  ],
  [
    'schedules of the default group, which need not be named',
    [schedule('a', { name: 'daily', groupName: 'default' }), schedule('b', { name: 'daily' })],
    ['b: schedule b has the same name as a: daily'],
  ],
  [
    'event rules of two buses',
    [
      kind('aws:cloudwatch/eventRule:EventRule')('a', { name: 'x' }),
      kind('aws:cloudwatch/eventRule:EventRule')('b', { name: 'x', eventBusName: 'own' }),
    ],
    [],
  ],
  [
    'policies of two roles that are not made yet',
    [
      role('one', unknown(['id'], { name: 'one' })),
      role('two', unknown(['id'], { name: 'two' })),
      rolePolicy('a', unknown(['role'], { name: 'x' }), { references: { role: ['one'] } }),
      rolePolicy('b', unknown(['role'], { name: 'x' }), { references: { role: ['two'] } }),
    ],
    [],
  ],
  [
    'policies of one role, by its reference and by its name',
    [
      role('one', { name: 'worker' }),
      rolePolicy('a', unknown(['role'], { name: 'x' }), { references: { role: ['one'] } }),
      rolePolicy('b', { name: 'x', role: 'worker' }),
    ],
    ['b: policy of a role b has the same name as a: x'],
  ],
  [
    'policies of a role whose name is not known yet',
    [
      role('one', unknown(['name'])),
      rolePolicy('a', unknown(['role'], { name: 'x' }), { references: { role: ['one'] } }),
      rolePolicy('b', unknown(['role'], { name: 'x' }), { references: { role: ['one'] } }),
    ],
    ['b: policy of a role b has the same name as a: x', UNSURE],
  ],
  [
    'a name that is not known yet, beside two that are the same',
    [queue('a', { name: 'x' }), queue('b', unknown(['name'])), queue('c', { name: 'x' })],
    ['c: queue c has the same name as a: x', UNSURE],
  ],
])('%s', (_name, resources, expected) => {
  expect(judgeStack(uniqueNames, resources)).toEqual(expected);
});

test('advises which property to change', () => {
  const [finding] = stackFindings(uniqueNames, [
    bucket('a', { bucket: 'x' }),
    bucket('b', { bucket: 'x' }),
  ]);
  expect(finding?.fix).toBe('change bucket of one of them, or leave it out');
});
