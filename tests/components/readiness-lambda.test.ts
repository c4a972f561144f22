import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { fleetRepository } from '../../components/fleet-document';
import { readinessAlarms } from '../../components/readiness-alarms';
import { ReadinessLambda, type ReadinessLambdaArgs } from '../../components/readiness-lambda';
import { formatProblem } from '../../core/kernel/problem';
import { parseFleet } from '../../runtime/lambda/fleet';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { exampleRuns } from './example-runs';
import { only, type RecordedResource, recordResources } from './recorded-resources';

const functions = mkdtempSync(path.join(tmpdir(), 'gatehouse-functions-'));
for (const name of ['dispatcher', 'worker']) mkdirSync(path.join(functions, name));
afterAll(() => {
  rmSync(functions, { recursive: true });
});

const args: ReadinessLambdaArgs = {
  stack: 'prod',
  functions,
  bucket: { arn: 'arn:aws:s3:::reports', bucketName: 'reports' },
  alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
  runbooks: 'https://wiki.acme.example/runbooks',
  logRetentionDays: 30,
  tracing: false,
  slackWebhook: { secretsManager: 'gatehouse/slack' },
  fleet: {
    version: 1,
    stack: 'prod',
    owner: 'octo-org',
    repositories: [fleetRepository(exampleSettings)],
  },
  githubApiUrl: 'https://api.github.com',
  githubCredentials: { ssmParameter: '/gatehouse/github-app' },
  ...exampleRuns,
};

/** What AWS would compute, as far as other resources use it. */
const computed = ({ type, name, inputs }: RecordedResource): Record<string, unknown> => {
  const arn = `arn:aws:test:eu-central-1:111122223333:${name}`;
  return type.startsWith('aws:') ? { name, url: `https://queue.test/${name}`, ...inputs, arn } : {};
};

const resourcesOf = (over: Partial<ReadinessLambdaArgs> = {}): Promise<RecordedResource[]> =>
  recordResources(() => new ReadinessLambda('readiness', { ...args, ...over }), computed);

test('the worker keeps what is undeclared in a folder of its own, where that is looked for', async () => {
  const folders = async (over: Partial<ReadinessLambdaArgs>) =>
    JSON.stringify((await resourcesOf(over)).map(({ inputs }) => inputs['policy'])).includes(
      'reports/undeclared/*',
    );
  const declared = {
    ...{ files: [], rulesets: [], environments: [], secrets: [], dependabotSecrets: [] },
    ...{ webhooks: [], allowedActions: true, defaultToken: true },
  };
  const repositories = [{ ...fleetRepository(exampleSettings), declared }];
  expect(await folders({})).toBe(false);
  expect(await folders({ fleet: { ...args.fleet, repositories } })).toBe(true);
});

interface AlarmInputs {
  readonly evaluationPeriods?: number;
  readonly metricQueries?: readonly { readonly metric?: { readonly period: number } }[];
}

interface PolicyText {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

function policyOf(resources: readonly RecordedResource[], name: string): PolicyText {
  const { inputs } = only(resources, 'aws:iam/rolePolicy:RolePolicy', name);
  return JSON.parse(String(inputs['policy'])) as PolicyText;
}

let resources: RecordedResource[];
beforeAll(async () => {
  resources = await resourcesOf();
});

test('everything that is made is named after the component', () => {
  expect(
    resources
      .map(({ type, name }) => `${type.split(':').at(-1) ?? ''} ${name}`)
      .filter((text) => !text.startsWith('MetricAlarm'))
      .sort(),
  ).toEqual([
    'BucketObjectv2 readiness-fleet',
    'EventSourceMapping readiness-worker-source',
    'Function readiness-dispatcher',
    'Function readiness-worker',
    'LambdaFunction readiness-dispatcher',
    'LambdaFunction readiness-worker',
    'LogGroup readiness-dispatcher-logs',
    'LogGroup readiness-worker-logs',
    'QueryDefinition readiness-query-failed',
    'QueryDefinition readiness-query-one-repository',
    'QueryDefinition readiness-query-put-off',
    'QueryDefinition readiness-query-unseen',
    'Queue readiness-undelivered',
    'Queue readiness-work',
    'Queue readiness-work-dead-letters',
    'ReadinessLambda readiness',
    'RedriveAllowPolicy readiness-work-redrive-allow',
    'RedrivePolicy readiness-work-redrive',
    'Role readiness-dispatcher-role',
    'Role readiness-schedule-role',
    'Role readiness-worker-role',
    'RolePolicy readiness-dispatcher-permissions',
    'RolePolicy readiness-schedule-permissions',
    'RolePolicy readiness-worker-permissions',
    'Schedule readiness-schedule-daily',
    'Schedule readiness-schedule-monthly',
    'Schedule readiness-schedule-weekly',
    'ScheduleGroup readiness',
    'ScheduledRuns readiness-schedule',
    'Table readiness-idempotency',
    'WorkQueue readiness-work',
  ]);
});

test('the queries of the runbooks are saved over the logs of both functions', () => {
  const { inputs } = only(
    resources,
    'aws:cloudwatch/queryDefinition:QueryDefinition',
    'readiness-query-failed',
  );
  expect(inputs).toEqual({
    name: 'gatehouse-test/readiness/what failed',
    logGroupNames: [
      '/aws/lambda/gatehouse-test-readiness-worker',
      '/aws/lambda/gatehouse-test-readiness-dispatcher',
    ],
    queryString: [
      'fields @timestamp, repository, error.message, period, scheduledAt, messageId',
      '| filter message in ["not scored", "unreadable message"]',
      '| sort @timestamp desc',
      '| limit 200',
    ].join('\n'),
  });
});

test('two runtimes can coexist', async () => {
  const both = await recordResources(() => {
    for (const name of ['a', 'b']) new ReadinessLambda(name, args);
  }, computed);
  const names = both.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  const logs = both.filter(({ type }) => type.endsWith(':LogGroup'));
  expect(new Set(logs.map(({ inputs }) => inputs['name'])).size).toBe(4);
});

test('each schedule starts the dispatcher in the stack’s time zone, with the time it was due', () => {
  const { inputs } = only(
    resources,
    'aws:scheduler/schedule:Schedule',
    'readiness-schedule-weekly',
  );
  expect(inputs).toMatchObject({
    groupName: 'gatehouse-test-readiness',
    scheduleExpression: 'cron(30 9 ? * MON *)',
    scheduleExpressionTimezone: 'Europe/Berlin',
    state: 'ENABLED',
    target: {
      arn: 'arn:aws:test:eu-central-1:111122223333:readiness-dispatcher',
      deadLetterConfig: { arn: 'arn:aws:test:eu-central-1:111122223333:readiness-undelivered' },
    },
  });
  const { target } = inputs as { target: { input: string } };
  expect(JSON.parse(target.input)).toEqual({
    period: 'weekly',
    scheduledAt: '<aws.scheduler.scheduled-time>',
  });
});

test('the worker takes a few repositories at a time and reports which of them failed', () => {
  expect(only(resources, 'aws:lambda/eventSourceMapping:EventSourceMapping').inputs).toMatchObject({
    functionName: 'gatehouse-test-readiness-worker',
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: 3 },
  });
  const queue = only(resources, 'aws:sqs/queue:Queue', 'readiness-work').inputs;
  const worker = only(resources, 'aws:lambda/function:Function', 'readiness-worker').inputs;
  expect(Number(queue['visibilityTimeoutSeconds'])).toBe(6 * Number(worker['timeout']));
  // A dead letter's time counts from when it was first sent.
  const dead = only(resources, 'aws:sqs/queue:Queue', 'readiness-work-dead-letters').inputs;
  expect(queue['messageRetentionSeconds']).toBe(604_800);
  expect(dead['messageRetentionSeconds']).toBe(1_209_600);
  expect(only(resources, 'aws:sqs/redrivePolicy:RedrivePolicy').inputs['redrivePolicy']).toBe(
    '{"deadLetterTargetArn":"arn:aws:test:eu-central-1:111122223333:readiness-work-dead-letters","maxReceiveCount":5}',
  );
});

test('functions run on arm64 and know where things are, never what a secret is', () => {
  const { inputs } = only(resources, 'aws:lambda/function:Function', 'readiness-worker');
  expect(inputs).toMatchObject({
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    loggingConfig: { logFormat: 'JSON', logGroup: '/aws/lambda/gatehouse-test-readiness-worker' },
    environment: {
      variables: {
        GATEHOUSE_STACK: 'prod',
        GATEHOUSE_BUCKET: 'reports',
        GATEHOUSE_FLEET_KEY: 'config/fleet.json',
        GATEHOUSE_QUEUE_URL: 'https://queue.test/readiness-work',
        GATEHOUSE_IDEMPOTENCY_TABLE: 'gatehouse-test-readiness-idempotency',
        GATEHOUSE_GITHUB_CREDENTIALS: 'ssm:/gatehouse/github-app',
        GATEHOUSE_GITHUB_API_URL: 'https://api.github.com',
        GATEHOUSE_TIMEZONE: 'Europe/Berlin',
        GATEHOUSE_SLACK_WEBHOOK: 'secretsmanager:gatehouse/slack',
        POWERTOOLS_METRICS_NAMESPACE: 'Gatehouse',
      },
    },
  });
});

test('the worker may do exactly what its work needs, each on a named resource', () => {
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
  const queue = arn('sqs', 'gatehouse-test-readiness-work');
  expect(
    policyOf(resources, 'readiness-worker-permissions').Statement.map(({ Action, Resource }) => [
      Action.join(' '),
      ...Resource,
    ]),
  ).toEqual([
    [
      'logs:CreateLogStream logs:PutLogEvents',
      arn('logs', 'log-group:/aws/lambda/gatehouse-test-readiness-worker:log-stream:*'),
    ],
    ['sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes', queue],
    ['sqs:SendMessage', queue],
    ['s3:GetObject s3:PutObject', 'arn:aws:s3:::reports/repositories/*'],
    ['s3:ListBucket', 'arn:aws:s3:::reports'],
    [
      'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem',
      arn('dynamodb', 'table/gatehouse-test-readiness-idempotency'),
    ],
    ['ssm:GetParameter', arn('ssm', 'parameter/gatehouse/github-app')],
    ['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:gatehouse/slack-??????')],
  ]);
});

test('policies can be read in a preview, where nothing exists yet', async () => {
  const planned = await recordResources(
    () => new ReadinessLambda('readiness', args),
    () => ({}),
    true,
  );
  for (const name of ['readiness-worker', 'readiness-dispatcher', 'readiness-schedule']) {
    expect(policyOf(planned, `${name}-permissions`).Statement.length).toBeGreaterThan(1);
  }
});

test('traces are written only where they are wanted, and decryption is bound to the two services', async () => {
  const actions = (found: readonly RecordedResource[]) =>
    policyOf(found, 'readiness-worker-permissions').Statement.flatMap(({ Action }) => Action);
  expect(actions(resources).some((action) => /xray|kms/.test(action))).toBe(false);
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1';
  const more = await resourcesOf({ tracing: true, secretsKeyArn: key });
  expect(actions(more)).toEqual(expect.arrayContaining(['xray:PutTraceSegments', 'kms:Decrypt']));
  const decrypt = policyOf(more, 'readiness-worker-permissions').Statement.find(({ Action }) =>
    Action.includes('kms:Decrypt'),
  );
  expect(decrypt).toMatchObject({
    Resource: [key],
    Condition: {
      StringEquals: {
        'kms:ViaService': [
          'ssm.eu-central-1.amazonaws.com',
          'secretsmanager.eu-central-1.amazonaws.com',
        ],
      },
    },
  });
});

test('only schedules of the group may take on the role that starts the dispatcher', () => {
  const role = only(resources, 'aws:iam/role:Role', 'readiness-schedule-role').inputs;
  expect(JSON.parse(String(role['assumeRolePolicy']))).toMatchObject({
    Statement: [
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '111122223333',
            'aws:SourceArn':
              'arn:aws:scheduler:eu-central-1:111122223333:schedule-group/gatehouse-test-readiness',
          },
        },
      },
    ],
  });
});

describe('alarms', () => {
  const alarms = () => resources.filter(({ type }) => type.endsWith(':MetricAlarm'));

  const inputsOf = (part: string, of = resources) =>
    only(of, 'aws:cloudwatch/metricAlarm:MetricAlarm', `readiness-${part}`).inputs;

  test('each looks back no further than CloudWatch can', () => {
    expect(alarms()).toHaveLength(readinessAlarms.length);
    for (const { inputs } of alarms()) {
      const { metricQueries = [], evaluationPeriods = 0 } = inputs as AlarmInputs;
      const periods = metricQueries.flatMap(({ metric }) => metric?.period ?? []);
      for (const period of [inputs['period'] ?? [], periods].flat().map(Number)) {
        expect(period * evaluationPeriods).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 604_800);
      }
    }
  });

  test('a state tells when it begins and when it is over, an event only that it happened', () => {
    const topic = [args.alarmTopicArn];
    const ends = alarms().map(({ name, inputs }) => {
      expect(inputs['alarmActions']).toEqual(topic);
      return [name.replace('readiness-', ''), inputs['okActions']];
    });
    const events = ['dead-letters', 'undelivered', 'worker-errors', 'below-threshold'];
    expect(Object.fromEntries(ends)).toEqual(
      Object.fromEntries(readinessAlarms.map((part) => [part, events.includes(part) ? [] : topic])),
    );
  });

  test.each([
    ['every day', 'cron(0 9 * * ? *)', 27],
    ['on weekdays', 'cron(0 9 ? * MON-FRI *)', 75],
    ['twice a day', 'cron(0 6,18 * * ? *)', 15],
  ])('a dispatcher that runs %s is missed after its longest pause', async (_name, daily, hours) => {
    const found = await resourcesOf({ schedules: { ...args.schedules, daily } });
    expect(inputsOf('heartbeat', found)).toMatchObject({
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      evaluationPeriods: hours,
      datapointsToAlarm: hours,
      treatMissingData: 'breaching',
      metricQueries: [
        { expression: 'FILL(m, 0)', returnData: true },
        {
          id: 'm',
          metric: {
            namespace: 'Gatehouse',
            metricName: 'DispatcherRuns',
            dimensions: { Stack: 'prod', Period: 'daily' },
            stat: 'Sum',
            period: 3_600,
          },
          returnData: false,
        },
      ],
    });
  });

  test('a pause that no alarm can look back on has no heartbeat', async () => {
    const daily = 'cron(0 9 ? * MON *)';
    const found = await resourcesOf({ schedules: { ...args.schedules, daily } });
    expect(found.some(({ name }) => name === 'readiness-heartbeat')).toBe(false);
  });

  test('each dead letter is one event, whatever lies in the queue already', () => {
    expect(inputsOf('dead-letters')).toMatchObject({
      threshold: 0.4,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      metricQueries: [
        { expression: 'DIFF(FILL(m, 0) + FILL(hidden, 0))', returnData: true },
        {
          id: 'm',
          metric: {
            metricName: 'ApproximateNumberOfMessagesVisible',
            dimensions: { QueueName: 'gatehouse-test-readiness-work-dead-letters' },
            stat: 'Average',
          },
        },
        { id: 'hidden', metric: { metricName: 'ApproximateNumberOfMessagesNotVisible' } },
      ],
    });
    expect(inputsOf('undelivered')).toMatchObject({
      metricName: 'NumberOfMessagesSent',
      statistic: 'Sum',
      dimensions: { QueueName: 'gatehouse-test-readiness-undelivered' },
    });
  });

  test('without a webhook there is none about Slack', async () => {
    const { slackWebhook: _, ...silent } = args;
    const found = await recordResources(() => new ReadinessLambda('readiness', silent), computed);
    expect(found.some(({ name }) => name === 'readiness-slack')).toBe(false);
    expect(resources.some(({ name }) => name === 'readiness-slack')).toBe(true);
  });

  test('their number does not grow with the fleet', async () => {
    const repositories = Array.from({ length: 50 }, (_, index) =>
      fleetRepository({ ...exampleSettings, repository: `service-${index}` }),
    );
    const many = await resourcesOf({ fleet: { ...args.fleet, repositories } });
    expect(many).toHaveLength(resources.length);
  });
});

test('the fleet is what the functions read', () => {
  const { inputs } = only(resources, 'aws:s3/bucketObjectv2:BucketObjectv2');
  expect(inputs['key']).toBe('config/fleet.json');
  const read = parseFleet(String(inputs['content']), 'fleet.json');
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const [repository] = read.value.repositories;
  expect(repository).toMatchObject({
    name: 'notes-service',
    branch: 'main',
    settings: {
      threshold: 90,
      weights: { ci: 40, coverage: 30, security: 20, quality: 10 },
      window: 10,
      bands: { excellent: 95, good: 90, fair: 80 },
      workflow: 'ci.yml',
      sources: ['src'],
      overrideLabel: 'readiness-override',
    },
  });
});

test('the idempotency table forgets by itself and can be restored', () => {
  expect(only(resources, 'aws:dynamodb/table:Table').inputs).toMatchObject({
    hashKey: 'id',
    billingMode: 'PAY_PER_REQUEST',
    ttl: { attributeName: 'expiration', enabled: true },
    pointInTimeRecovery: { enabled: true },
  });
});

test('functions that were not built are named with the way to build them', async () => {
  await expect(resourcesOf({ functions: path.join(functions, 'none') })).rejects.toThrow(
    /none\/dispatcher: is the code of a Lambda function but has not been built; run `npm ci`/,
  );
});
