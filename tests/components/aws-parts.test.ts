import { PrivateBucket } from '../../components/aws/private-bucket';
import { AlarmTopic } from '../../components/aws/alarm-topic';
import { dashboardBody } from '../../components/aws/dashboard-body';
import { CiDashboard } from '../../components/ci-dashboard';
import { GithubOidc, type DeployRoleArgs } from '../../components/github-oidc';
import { SlackAlerts } from '../../components/slack-alerts';
import { only, type RecordedResource, recordResources } from './recorded-resources';

const computed = ({ type, name, inputs }: RecordedResource): Record<string, unknown> =>
  type.startsWith('aws:')
    ? { name, bucket: name, ...inputs, arn: `arn:aws:test:eu-central-1:111122223333:${name}` }
    : {};
const record = (create: () => unknown) => recordResources(create, computed);

describe('a private bucket', () => {
  test('is closed, encrypted, versioned, and answers over TLS only', async () => {
    const resources = await record(() => new PrivateBucket('reports', { oldVersionDays: 90 }));
    const inputs = (type: string) => only(resources, `aws:s3/${type}`).inputs;
    expect(inputs('bucketPublicAccessBlock:BucketPublicAccessBlock')).toEqual({
      bucket: 'gatehouse-test-reports-111122223333',
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(inputs('bucketVersioning:BucketVersioning')).toMatchObject({
      versioningConfiguration: { status: 'Enabled' },
    });
    expect(inputs('bucketOwnershipControls:BucketOwnershipControls')).toMatchObject({
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    expect(inputs('bucketLifecycleConfiguration:BucketLifecycleConfiguration')).toMatchObject({
      rules: [{ noncurrentVersionExpiration: { noncurrentDays: 90 } }],
    });
    expect(JSON.parse(String(inputs('bucketPolicy:BucketPolicy')['policy']))).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Resource: [
            'arn:aws:s3:::gatehouse-test-reports-111122223333',
            'arn:aws:s3:::gatehouse-test-reports-111122223333/*',
          ],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
    expect(inputs('bucket:Bucket')).toEqual({ bucket: 'gatehouse-test-reports-111122223333' });
  });
});

test('alarms of this account alone may publish to the topic, and the mail goes to its owner', async () => {
  const resources = await record(() => new AlarmTopic('alarms', { email: 'ci@acme.example' }));
  const { inputs } = only(resources, 'aws:sns/topicPolicy:TopicPolicy');
  expect(JSON.parse(String(inputs['policy']))).toMatchObject({
    Statement: [
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      },
      { Effect: 'Deny' },
    ],
  });
  expect(only(resources, 'aws:sns/topicSubscription:TopicSubscription').inputs).toMatchObject({
    protocol: 'email',
    endpoint: 'ci@acme.example',
  });
});

describe('roles for deployments', () => {
  const role: DeployRoleArgs = {
    name: 'orders-production',
    repository: 'orders',
    environment: 'production',
    managedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
    statements: [
      {
        sid: 'Release',
        actions: ['s3:PutObject'],
        resources: ['arn:aws:s3:::releases/orders/*'],
      },
    ],
    sessionMinutes: 60,
  };
  const subjectOf = (resources: readonly RecordedResource[], name: string): unknown => {
    const { inputs } = only(resources, 'aws:iam/role:Role', name);
    const { Statement } = JSON.parse(String(inputs['assumeRolePolicy'])) as {
      Statement: { Condition: { StringEquals: Record<string, string> } }[];
    };
    return Statement[0]?.Condition;
  };

  test('trust one environment of one repository, and the audience of AWS', async () => {
    const resources = await record(() => new GithubOidc('oidc', { owner: 'acme', roles: [role] }));
    expect(subjectOf(resources, 'oidc-orders-production')).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:acme/orders:environment:production',
      },
    });
    expect(
      only(resources, 'aws:iam/openIdConnectProvider:OpenIdConnectProvider').inputs,
    ).toMatchObject({
      url: 'https://token.actions.githubusercontent.com',
      clientIdLists: ['sts.amazonaws.com'],
    });
    expect(only(resources, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').inputs).toEqual({
      role: 'oidc-orders-production',
      policyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    });
  });

  test('with ids trust only who owns the name now, through the provider that is there', async () => {
    const providerArn =
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
    const resources = await record(
      () =>
        new GithubOidc('oidc', {
          owner: 'acme',
          providerArn,
          roles: [{ ...role, ids: { owner: 12, repository: 34 } }],
        }),
    );
    expect(subjectOf(resources, 'oidc-orders-production')).toMatchObject({
      StringEquals: {
        'token.actions.githubusercontent.com:sub': 'repo:acme@12/orders@34:environment:production',
      },
    });
    expect(resources.some(({ type }) => type.endsWith(':OpenIdConnectProvider'))).toBe(false);
  });
});

describe('the dashboard', () => {
  interface Body {
    readonly widgets: readonly {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly properties: {
        readonly title: string;
        readonly region: string;
        readonly metrics: readonly unknown[];
      };
    }[];
  }
  const named = { queues: ['work-dead-letters'], functions: ['worker'] };
  const body = (smoke: boolean) =>
    JSON.parse(dashboardBody({ stack: 'prod', region: 'eu-central-1', smoke, ...named })) as Body;

  test('shows readiness, the five metrics of the architecture, runs, what alarms are about, and smoke tests', () => {
    expect(body(true).widgets.map(({ properties }) => properties.title)).toEqual([
      'Readiness (lowest)',
      'CI pass rate, rolling 10 runs (lowest)',
      'Average build time (longest)',
      'Cache hit rate (lowest)',
      'Flaky tests (most)',
      'Security issues (most)',
      'Runs',
      'Not scored',
      'Longest wait since a run was due',
      'Slack: messages not delivered',
      'Given up: dead letters and undelivered events',
      'Errors of functions',
      'Duration of functions',
      'Smoke tests passed',
      'Checks that passed after a retry',
      'Smoke test latency, p50',
      'Smoke test latency, p95',
      'Smoke test latency, p99',
      'Time to the first byte, p95',
    ]);
    expect(body(false).widgets).toHaveLength(13);
  });

  test('finds repositories by itself and draws the worst of them', () => {
    const [readiness] = body(false).widgets;
    expect(readiness?.properties.metrics).toEqual([
      [
        {
          expression: `SORT(SEARCH('{Gatehouse,Stack,Repository} MetricName="ReadinessScore" Stack="prod"', 'Average', 86400), AVG, ASC, 20)`,
          id: 'worst',
        },
      ],
    ]);
  });

  test('has no two widgets in one place, and none beyond its 24 columns', () => {
    const { widgets } = body(true);
    expect(new Set(widgets.map(({ x, y }) => `${x},${y}`)).size).toBe(widgets.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
  });

  test('is named after the stack', async () => {
    const resources = await record(
      () => new CiDashboard('ci', { stack: 'prod', smoke: true, ...named }),
    );
    expect(only(resources, 'aws:cloudwatch/dashboard:Dashboard').inputs['dashboardName']).toBe(
      'gatehouse-prod',
    );
  });
});

describe('Slack', () => {
  const channel = { name: 'ci-alerts', isPrivate: false, members: [], adopt: false };

  test('people on call are a group whose channels are the alerts', async () => {
    const onCall = { name: 'On call for CI', handle: 'ci-on-call', members: ['U0000000001'] };
    const resources = await record(() => new SlackAlerts('slack', { channels: [channel], onCall }));
    expect(only(resources, 'slack:index/usergroup:Usergroup').inputs).toMatchObject({
      handle: 'ci-on-call',
      users: ['U0000000001'],
      channels: ['slack-ci-alerts-id'],
    });
  });

  test('without anyone on call there is no group', async () => {
    const resources = await record(() => new SlackAlerts('slack', { channels: [channel] }));
    expect(resources.map(({ type }) => type)).toEqual([
      'gatehouse:slack:SlackAlerts',
      'slack:index/conversation:Conversation',
    ]);
  });
});
