import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { type AwsLocation } from '../../components/aws/location';
import { type MonitoredEnvironment, mostSettingsBytes } from '../../components/smoke-monitor';
import { SmokeMonitors, type SmokeMonitorsArgs } from '../../components/smoke-monitors';
import { parseDefinition } from '../../core/smoke/definition';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { only, type RecordedResource, recordResources } from './recorded-resources';

const functions = mkdtempSync(path.join(tmpdir(), 'gatehouse-functions-'));
mkdirSync(path.join(functions, 'smoke'));
afterAll(() => {
  rmSync(functions, { recursive: true });
});

const { smoke } = exampleSettings;
if (smoke === undefined) throw new Error('the example has smoke checks');
const staging: MonitoredEnvironment = {
  repository: 'notes-service',
  environment: 'staging',
  workflowUrl: 'https://github.com/acme/notes-service/actions/workflows/staging-smoke-test.yml',
  settings: { baseUrl: smoke.baseUrl, checks: smoke.checks, attempts: 3, delaySeconds: 5 },
};
const args: SmokeMonitorsArgs = {
  stack: 'prod',
  functions,
  bucket: { arn: 'arn:aws:s3:::reports', bucketName: 'reports' },
  alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
  runbooks: 'https://wiki.acme.example/runbooks',
  logRetentionDays: 30,
  tracing: false,
  slackWebhook: { ssmParameter: '/gatehouse/slack' },
  environments: [staging],
  everyMinutes: 240,
};

const computed = ({ type, name, inputs }: RecordedResource): Record<string, unknown> =>
  type.startsWith('aws:')
    ? { name, ...inputs, arn: `arn:aws:test:eu-central-1:111122223333:${name}` }
    : {};
const resourcesOf = (over: Partial<SmokeMonitorsArgs> = {}): Promise<RecordedResource[]> =>
  recordResources(() => new SmokeMonitors('smoke', { ...args, ...over }), computed);

interface Variables {
  readonly environment: { readonly variables: Readonly<Record<string, string>> };
}
const lambda = (resources: readonly RecordedResource[], name = 'smoke-notes-service-staging') =>
  only(resources, 'aws:lambda/function:Function', name).inputs as unknown as Variables;

let resources: RecordedResource[];
beforeAll(async () => {
  resources = await resourcesOf();
});

test('an environment is tested every four hours by a function that knows its checks', () => {
  const schedule = only(resources, 'aws:scheduler/schedule:Schedule').inputs;
  expect(schedule['scheduleExpression']).toBe('rate(4 hours)');
  const { variables } = lambda(resources).environment;
  expect(variables).toMatchObject({
    GATEHOUSE_STACK: 'prod',
    GATEHOUSE_REPOSITORY: 'notes-service',
    GATEHOUSE_ENVIRONMENT: 'staging',
    GATEHOUSE_BUCKET: 'reports',
    GATEHOUSE_SLACK_WEBHOOK: 'ssm:/gatehouse/slack',
    GATEHOUSE_ALARM: 'smoke-notes-service-staging-failing',
    GATEHOUSE_WORKFLOW_URL: staging.workflowUrl,
  });
  const text = variables['GATEHOUSE_SMOKE_SETTINGS'] ?? '';
  expect(parseDefinition(text, 'variable')).toMatchObject({
    ok: true,
    definition: JSON.parse(JSON.stringify(staging.settings)) as unknown,
  });
});

test('with a bot a monitor reads its token, and not the webhook', async () => {
  const token = { secretsManager: 'gatehouse/bot' };
  const found = await resourcesOf({ slackBot: { token, channel: 'ci-alerts' } });
  const { variables } = lambda(found).environment;
  expect(variables).toMatchObject({
    GATEHOUSE_SLACK_BOT_TOKEN: 'secretsmanager:gatehouse/bot',
    GATEHOUSE_SLACK_CHANNEL: 'ci-alerts',
  });
  expect(Object.keys(variables)).not.toContain('GATEHOUSE_SLACK_WEBHOOK');
  const { inputs } = only(
    found,
    'aws:iam/rolePolicy:RolePolicy',
    'smoke-notes-service-staging-permissions',
  );
  expect(String(inputs['policy'])).toContain(':secret:gatehouse/bot-??????');
  expect(String(inputs['policy'])).not.toContain('gatehouse/slack');
});

test('with a bot and no webhook there is an alarm for what Slack refuses', async () => {
  const { slackWebhook: _, ...withoutSlack } = args;
  const alarms = async (over: Partial<SmokeMonitorsArgs>) =>
    (
      await recordResources(
        () => new SmokeMonitors('smoke', { ...withoutSlack, ...over }),
        computed,
      )
    ).flatMap(({ type, name }) =>
      type === 'aws:cloudwatch/metricAlarm:MetricAlarm' && name === 'smoke-slack' ? [name] : [],
    );
  expect(await alarms({})).toEqual([]);
  const slackBot = { token: { ssmParameter: '/gatehouse/bot' }, channel: 'ci-alerts' };
  expect(await alarms({ slackBot })).toEqual(['smoke-slack']);
});

test('a monitor reads the secrets that its own checks name, and no other', async () => {
  const [first, ...rest] = smoke.checks;
  if (first.probe !== 'http') throw new Error('the first example check is a request');
  const checks = [
    { ...first, headers: { Authorization: { secret: 'API_TOKEN' } } },
    ...rest,
  ] as const;
  const secrets = {
    API_TOKEN: { ssmParameter: '/orders/token' },
    OTHER: { ssmParameter: '/billing/token' },
  };
  const found = await resourcesOf({
    environments: [{ ...staging, settings: { ...staging.settings, checks } }],
    secrets,
  });
  const { variables } = lambda(found).environment;
  expect(variables['SMOKE_SECRET_API_TOKEN']).toBe('ssm:/orders/token');
  expect(Object.keys(variables)).not.toContain('SMOKE_SECRET_OTHER');
  const { inputs } = only(
    found,
    'aws:iam/rolePolicy:RolePolicy',
    'smoke-notes-service-staging-permissions',
  );
  expect(String(inputs['policy'])).toContain(':parameter/orders/token');
  expect(String(inputs['policy'])).not.toContain('billing');
});

test('a function has the time that all attempts of its checks can take', () => {
  const slowest = Math.max(...smoke.checks.map((check) => check.latencyBudgetMs)) / 1000;
  const { inputs } = only(resources, 'aws:lambda/function:Function', 'smoke-notes-service-staging');
  expect(inputs['timeout']).toBe(Math.ceil(3 * (slowest + 5) + 5 + 10) + 60);
});

test('checks that take longer than a function may run are refused, all at once', async () => {
  const patient = { ...staging.settings, attempts: 10, delaySeconds: 100 };
  const environments = ['staging', 'production'].map((environment) => ({
    ...staging,
    environment,
    settings: patient,
  }));
  await expect(resourcesOf({ environments })).rejects.toThrow(
    /in staging: .*at most 900; lower retries\.smoke\.attempts.*in production/s,
  );
});

test('checks that take longer than the time to the next run are refused', async () => {
  const patient = { ...staging.settings, attempts: 4, delaySeconds: 20 };
  const environments = [{ ...staging, settings: patient }];
  await expect(resourcesOf({ environments, everyMinutes: 1 })).rejects.toThrow(
    /can take longer than the time to its next run.*at most 60; raise aws\.smoke\.everyMinutes/s,
  );
});

test.each([
  // Two runs left out: the third window of three minutes ends within the fifth minute after.
  [1, 'rate(1 minute)', 300, 2],
  [5, 'rate(5 minutes)', 300, 4],
  [59, 'rate(59 minutes)', 300, 37],
  [60, 'rate(1 hour)', 3600, 2],
  [240, 'rate(4 hours)', 3600, 5],
])(
  'every %d minutes is %s, and missed after so long',
  async (everyMinutes, rate, period, periods) => {
    const settings = { ...staging.settings, attempts: 1 };
    const often = await resourcesOf({ everyMinutes, environments: [{ ...staging, settings }] });
    expect(only(often, 'aws:scheduler/schedule:Schedule').inputs['scheduleExpression']).toBe(rate);
    const { metricQueries, evaluationPeriods } = only(
      often,
      'aws:cloudwatch/metricAlarm:MetricAlarm',
      'smoke-notes-service-staging-silent',
    ).inputs as unknown as {
      readonly metricQueries: readonly { readonly metric?: { readonly period: number } }[];
      readonly evaluationPeriods: number;
    };
    expect([metricQueries[1]?.metric?.period, evaluationPeriods]).toEqual([period, periods]);
  },
);

test('checks that do not fit into a function’s environment are in the bucket', async () => {
  const [first] = smoke.checks;
  const checks = Array.from({ length: 40 }, (_, index) => ({ ...first, name: `check ${index}` }));
  const settings = { ...staging.settings, checks: [first, ...checks] as const };
  const many = await resourcesOf({ environments: [{ ...staging, settings }] });
  const { variables } = lambda(many).environment;
  expect(variables['GATEHOUSE_SMOKE_SETTINGS']).toBeUndefined();
  expect(variables['GATEHOUSE_SMOKE_KEY']).toBe('config/smoke/notes-service-staging.json');
  const { inputs } = only(many, 'aws:s3/bucketObjectv2:BucketObjectv2');
  expect(String(inputs['content']).length).toBeGreaterThan(mostSettingsBytes);
  expect(JSON.parse(String(inputs['content']))).toEqual(settings);
});

test('failing and falling silent are two alarms, and no data means something else for each', () => {
  const alarm = (part: string) =>
    only(resources, 'aws:cloudwatch/metricAlarm:MetricAlarm', `smoke-notes-service-staging-${part}`)
      .inputs;
  const dimensions = { Stack: 'prod', Repository: 'notes-service', Environment: 'staging' };
  expect(alarm('failing')).toMatchObject({
    dimensions,
    metricName: 'SmokeFailing',
    statistic: 'Maximum',
    treatMissingData: 'ignore',
  });
  expect(alarm('failing')['alarmDescription']).toContain(
    `Workflow: ${staging.workflowUrl ?? ''}. Runbook: `,
  );
  expect(alarm('silent')).toMatchObject({
    metricQueries: [
      { expression: 'FILL(m, 0)', returnData: true },
      { metric: { dimensions, stat: 'SampleCount', period: 3_600 } },
    ],
    evaluationPeriods: 5,
    treatMissingData: 'breaching',
  });
});

test.each([
  [
    1,
    { percentile: 95, aboveMs: 800, runs: 3 },
    60,
    'the 95th percentile of its checks was above 800 ms in 3 runs in a row',
  ],
  [
    240,
    { percentile: 99, aboveMs: 2_000, runs: 1 },
    14_400,
    'the 99th percentile of its checks was above 2000 ms in a run',
  ],
] as const)(
  'every %d minutes, %j: an alarm on the percentile of each run',
  async (everyMinutes, slow, period, words) => {
    const found = await resourcesOf({ everyMinutes, slow });
    const { inputs } = only(
      found,
      'aws:cloudwatch/metricAlarm:MetricAlarm',
      'smoke-notes-service-staging-slow',
    );
    expect(inputs).toMatchObject({
      dimensions: { Stack: 'prod', Repository: 'notes-service', Environment: 'staging' },
      metricName: 'SmokeLatency',
      extendedStatistic: `p${slow.percentile}`,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: slow.aboveMs,
      period,
      evaluationPeriods: slow.runs,
      treatMissingData: 'ignore',
      alarmActions: [args.alarmTopicArn],
    });
    expect(Object.keys(inputs)).not.toContain('statistic');
    expect(inputs['alarmDescription']).toContain(words);
    expect(inputs['alarmDescription']).toMatch(/Runbook: .*\/smoke-slow\.md$/);
  },
);

test('without a limit no alarm is on the latency', () => {
  expect(resources.filter(({ name }) => name.endsWith('-slow'))).toEqual([]);
});

test('what could not be started lies in one queue for all environments, and its alarm tells the same topic', async () => {
  const two = await resourcesOf({ environments: [staging, { ...staging, environment: 'next' }] });
  const queue = only(two, 'aws:sqs/queue:Queue').inputs['name'];
  const alarm = only(two, 'aws:cloudwatch/metricAlarm:MetricAlarm', 'smoke-undelivered').inputs;
  expect(alarm).toMatchObject({
    namespace: 'AWS/SQS',
    metricName: 'NumberOfMessagesSent',
    statistic: 'Sum',
    dimensions: { QueueName: queue },
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'notBreaching',
    alarmActions: [args.alarmTopicArn],
    okActions: [],
  });
});

test('checks that are not run set off one alarm, at whatever hour each monitor runs', async () => {
  const { inputs } = only(resources, 'aws:cloudwatch/metricAlarm:MetricAlarm', 'smoke-unchecked');
  expect(inputs).toMatchObject({
    metricName: 'SmokeUnchecked',
    dimensions: { Stack: 'prod' },
    period: 3_600,
    evaluationPeriods: 5,
    datapointsToAlarm: 1,
  });
  const { slackWebhook: _, ...silent } = args;
  const found = await recordResources(() => new SmokeMonitors('smoke', silent), computed);
  const about = (of: readonly RecordedResource[]) => of.some(({ name }) => name === 'smoke-slack');
  expect([about(resources), about(found)]).toEqual([true, false]);
});

test('inside a network the service may attach the function, and its code may not', async () => {
  const vpc = { subnetIds: ['subnet-0123456789'], securityGroupIds: ['sg-0123456789'] };
  const inside = await resourcesOf({ vpc });
  expect(lambda(inside)).toMatchObject({ vpcConfig: vpc });
  const { inputs } = only(
    inside,
    'aws:iam/rolePolicy:RolePolicy',
    'smoke-notes-service-staging-permissions',
  );
  const { Statement } = JSON.parse(String(inputs['policy'])) as {
    Statement: { Sid: string; Effect: string; Action: string[]; Resource: string[] }[];
  };
  const statement = (sid: string) => Statement.find(({ Sid }) => Sid === sid);
  expect(statement('AttachToNetwork')?.Resource).toEqual([
    'arn:aws:ec2:eu-central-1:111122223333:*/*',
  ]);
  expect(statement('DenyNetworkToTheCode')).toMatchObject({
    Effect: 'Deny',
    Action: statement('AttachToNetwork')?.Action,
  });
  const everywhere = Statement.filter(({ Resource }) => Resource.includes('*'));
  expect(everywhere.flatMap(({ Action }) => Action)).toEqual([
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
  ]);
});

test('a network with IPv6 gives the function both kinds of addresses', async () => {
  const vpc = { subnetIds: ['subnet-0123456789'], securityGroupIds: ['sg-0123456789'] };
  const both = await resourcesOf({ vpc: { ...vpc, ipv6: true } });
  expect(lambda(both)).toMatchObject({ vpcConfig: { ...vpc, ipv6AllowedForDualStack: true } });
  expect(lambda(await resourcesOf({ vpc }))).not.toHaveProperty(
    'vpcConfig.ipv6AllowedForDualStack',
  );
});

test('monitors of another region have metrics and alarms of their own there, and read state and secrets at home', async () => {
  const [first, ...rest] = smoke.checks;
  const headers = { Authorization: { secret: 'API_TOKEN' } };
  const settings = { ...staging.settings, checks: [{ ...first, headers }, ...rest] as const };
  const location = (region: string): AwsLocation => ({
    partition: pulumi.output('aws'),
    region: pulumi.output(region),
    account: pulumi.output('111122223333'),
  });
  const further = ['us-east-1', 'ap-southeast-2'];
  const found = await resourcesOf({
    environments: [{ ...staging, settings }],
    secrets: { API_TOKEN: { ssmParameter: '/orders/token' } },
    regions: { further, own: 'us-east-1', home: location('eu-west-1') },
    checkMetrics: true,
  });
  expect(lambda(found).environment.variables).toMatchObject({
    GATEHOUSE_HOME_REGION: 'eu-west-1',
    GATEHOUSE_REGIONS: 'us-east-1,ap-southeast-2',
    GATEHOUSE_CHECK_METRICS: 'true',
  });
  const name = 'smoke-notes-service-staging';
  const alarm = only(found, 'aws:cloudwatch/metricAlarm:MetricAlarm', `${name}-failing`).inputs;
  expect(alarm).toMatchObject({ dimensions: { Region: 'us-east-1' } });
  expect(alarm['alarmDescription']).toContain('in staging, run from us-east-1, failed');
  const { policy } = only(found, 'aws:iam/rolePolicy:RolePolicy', `${name}-permissions`).inputs;
  expect(policy).toContain('arn:aws:ssm:eu-west-1:111122223333:parameter/orders/token');
  const home = await resourcesOf({ regions: { further } });
  expect(lambda(home).environment.variables).toMatchObject({
    GATEHOUSE_HOME_REGION: 'eu-central-1',
  });
  expect(
    only(home, 'aws:cloudwatch/metricAlarm:MetricAlarm', `${name}-failing`).inputs,
  ).toMatchObject({ dimensions: { Region: 'eu-central-1' } });
  expect(lambda(resources).environment.variables).not.toHaveProperty('GATEHOUSE_REGIONS');
});

test('environments of several repositories can coexist, whatever their names', async () => {
  const environments = [
    staging,
    { ...staging, repository: 'orders' },
    { ...staging, environment: 'eu west 1' },
  ];
  const several = await resourcesOf({ environments });
  const names = several.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  expect(lambda(several, 'smoke-notes-service-eu-west-1').environment.variables).toMatchObject({
    GATEHOUSE_ENVIRONMENT: 'eu west 1',
  });
});

test('environments whose names AWS could not tell apart have names of their own, and objects', async () => {
  const [first] = smoke.checks;
  const checks = Array.from({ length: 40 }, (_, index) => ({ ...first, name: `check ${index}` }));
  const settings = { ...staging.settings, checks: [first, ...checks] as const };
  const environments = [
    { repository: 'my.app', environment: 'staging', settings },
    { repository: 'my-app', environment: 'staging', settings },
    { repository: 'my', environment: 'app-staging', settings },
  ];
  const found = await resourcesOf({ environments });
  for (const [type, key] of [
    ['lambda/function:Function', 'name'],
    ['iam/role:Role', 'name'],
    ['s3/bucketObjectv2:BucketObjectv2', 'key'],
  ] as const) {
    const own = found.filter((each) => each.type === `aws:${type}`);
    expect(new Set(own.map(({ inputs }) => inputs[key])).size).toBe(own.length);
    expect(own.length).toBeGreaterThanOrEqual(3);
  }
});

test('a long name of a repository never makes a name that AWS refuses, nor the same one twice', async () => {
  const repository = 'a'.repeat(99);
  const environments = ['x', 'y'].map((end) => ({ ...staging, repository: repository + end }));
  const found = await resourcesOf({ environments });
  const namesOf = (type: string) =>
    found.filter((each) => each.type === type).map(({ inputs }) => String(inputs['name']));
  for (const type of ['lambda/function:Function', 'iam/role:Role', 'scheduler/schedule:Schedule']) {
    const names = namesOf(`aws:${type}`);
    expect(names.length).toBeGreaterThanOrEqual(2);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 64)).toEqual([]);
  }
});
