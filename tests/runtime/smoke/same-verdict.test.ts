import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { startAws, type LoopbackAws } from '../../../sandbox/aws/loopback-aws';
import { startSlack, type SlackServer } from '../../../sandbox/slack/server';
import { builtAction, runLocally, runStep } from '../action/action-process';
import { scratchDirectory } from '../../support/scratch';
import { projectRoot } from '../../support/tools';
import { serveHttp, serveTcp, type Loopback } from './loopback-servers';

const bucket = 'gatehouse-prod';
const stateKey = 'smoke/orders-service/staging/state.json';
let aws: LoopbackAws;
let slack: SlackServer;
let service: Loopback & { url: string };
let port: Loopback;
let s3: S3Client;
let ssm: SSMClient;
let healthy = false;
const asked: Record<string, number> = {};
const containers: LambdaProcess[] = [];

beforeAll(async () => {
  service = await serveHttp((request, response) => {
    const url = request.url ?? '';
    asked[url] = (asked[url] ?? 0) + 1;
    const isFirst = asked[url] === 1;
    const answers: Readonly<Record<string, readonly [number, string]>> = {
      health: [200, '{"status":"ok","checks":[{"name":"database","ms":3}]}'],
      flaky: [isFirst && !healthy ? 503 : 200, '{}'],
      down: [healthy ? 200 : 500, '{"status":"ok"}'],
      degraded: [200, healthy ? '{"status":"ok"}' : '{"status":"degraded"}'],
      text: [200, healthy ? '{"status":"ok"}' : 'ok <!channel>'],
    };
    const [status, body] = answers[url.split('/').at(-1) ?? ''] ?? [404, ''];
    response.writeHead(status).end(body);
  });
  port = await serveTcp(() => undefined);
  slack = await startSlack({ directory });
  aws = await startAws();
  const client = {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  };
  s3 = new S3Client(client);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  ssm = new SSMClient(client);
  await ssm.send(
    new PutParameterCommand({
      Name: '/gatehouse/slack',
      Type: 'SecureString',
      Value: await slack.webhookUrl('ci-alerts'),
    }),
  );
});
afterAll(async () => {
  ssm.destroy();
  s3.destroy();
  await Promise.all(containers.map((container) => container.close()));
  await Promise.all([service.close(), port.close(), slack.close(), aws.close()]);
});
// Its own hook comes second: the servers are closed before their directory is gone.
const directory = scratchDirectory('same-verdict');

/** One definition, asked of a copy of the service of its own: the answers depend on what was asked before. */
function definition(
  copy: string,
): Readonly<Record<string, unknown>> & { readonly checks: readonly object[] } {
  const http = { kind: 'api', latencyBudgetMs: 20_000 };
  return {
    baseUrl: `${service.url}/${copy}`,
    attempts: 2,
    delaySeconds: 0,
    checks: [
      {
        ...http,
        name: 'healthy',
        kind: 'health',
        path: '/health',
        expectJson: { status: 'ok', checks: { minItems: 1 }, 'checks.0.ms': { atMost: 10 } },
      },
      { ...http, name: 'flaky', path: '/flaky' },
      { ...http, name: 'down', path: '/down', method: 'POST', body: '{}' },
      { ...http, name: 'degraded', path: '/degraded', expectJson: { status: 'ok' } },
      { ...http, name: 'no JSON', path: '/text', expectJson: { status: 'ok' } },
      {
        ...http,
        ...{ name: 'queue', probe: 'tcp', host: '127.0.0.1', port: port.port, reach: 'private' },
      },
    ],
  };
}

interface Found {
  readonly name: string;
  readonly passed: boolean;
  readonly attempts: readonly string[];
}

/** What a report says of each check, without the milliseconds. */
function found(file: string): readonly Found[] {
  const report = JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as {
    readonly checks: readonly (Omit<Found, 'attempts'> & {
      readonly attempts: readonly { readonly violations: readonly { readonly text: string }[] }[];
    })[];
  };
  return report.checks.map(({ name, passed, attempts }) => ({
    name,
    passed,
    attempts: attempts.map(({ violations }) =>
      violations.length === 0 ? '# ms' : violations.map(({ text }) => text).join(', '),
    ),
  }));
}

/** The last verdict in a function's log. */
function logged(container: LambdaProcess): {
  readonly message: string;
  readonly checks: readonly Found[];
} {
  const line = container
    .log()
    .split('\n')
    .filter((text) => text.includes('"checks":'))
    .at(-1);
  return JSON.parse((line ?? '').replaceAll(/\b\d+ ms/g, '# ms')) as ReturnType<typeof logged>;
}

async function monitor(more: Readonly<Record<string, string>>): Promise<LambdaProcess> {
  const container = await LambdaProcess.start(
    path.join(projectRoot, 'build', 'lambda', 'smoke'),
    {
      ...aws.environment,
      GATEHOUSE_STACK: 'prod',
      GATEHOUSE_REPOSITORY: 'orders-service',
      GATEHOUSE_ENVIRONMENT: 'staging',
      GATEHOUSE_BUCKET: bucket,
      POWERTOOLS_METRICS_NAMESPACE: 'Gatehouse',
      POWERTOOLS_SERVICE_NAME: 'smoke',
      ...more,
    },
    100_000,
  );
  containers.push(container);
  return container;
}

test('workflow, monitor and command line come to the same verdict from the same answers', async () => {
  for (const copy of ['action', 'local']) {
    writeFileSync(path.join(directory, `${copy}.json`), JSON.stringify(definition(copy)));
  }
  const step = await runStep(builtAction, {
    cwd: directory,
    inputs: { command: 'smoke', definition: 'action.json', output: 'step.json', inside: 'true' },
    env: {
      GITHUB_REPOSITORY: 'acme/orders-service',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'a'.repeat(40),
    },
  });
  const local = await runLocally(
    builtAction,
    ['smoke', '--definition', 'local.json', '--output', 'here.json', '--inside', 'true'],
    directory,
  );
  const function_ = await monitor({
    // Its state is its own.
    GATEHOUSE_ENVIRONMENT: 'compared',
    GATEHOUSE_SMOKE_SETTINGS: JSON.stringify(definition('lambda')),
  });
  const answer = await function_.invoke({ scheduledAt: '2026-11-24T08:00:00Z' });

  expect(found('step.json')).toEqual([
    { name: 'healthy', passed: true, attempts: ['# ms'] },
    { name: 'flaky', passed: true, attempts: ['status 503 instead of 200', '# ms'] },
    {
      name: 'down',
      passed: false,
      attempts: ['status 500 instead of 200', 'status 500 instead of 200'],
    },
    {
      name: 'degraded',
      passed: false,
      attempts: ['status is "degraded" instead of "ok"', 'status is "degraded" instead of "ok"'],
    },
    {
      name: 'no JSON',
      passed: false,
      attempts: ['the response is not JSON', 'the response is not JSON'],
    },
    { name: 'queue', passed: true, attempts: ['# ms'] },
  ]);
  expect(found('here.json')).toEqual(found('step.json'));
  expect(logged(function_).checks).toEqual(found('step.json'));
  expect([step.code, local.code, answer]).toEqual([
    1,
    1,
    { kind: 'answer', value: { passed: false, checks: 6, unchecked: [] } },
  ]);
});

test('outside of the network a private check is left out, and said to be', async () => {
  const { log } = await runLocally(builtAction, ['smoke', '--definition', 'local.json'], directory);
  expect(log).toContain('skipped queue: left to the monitor inside the network');
  expect(log).not.toMatch(/^ok +queue/m);
});

describe('the monitor', () => {
  const titles = () =>
    slack.world.state.messages.map(({ text }) => text.replace(/ \(staging\)$/, ''));
  let function_: LambdaProcess;
  let second: LambdaProcess;

  beforeAll(async () => {
    // As large settings are: in an object.
    const key = 'config/smoke/orders-service-staging.json';
    const Body = JSON.stringify(definition('monitor'));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    const variables = {
      GATEHOUSE_SMOKE_KEY: key,
      GATEHOUSE_SLACK_WEBHOOK: 'ssm:/gatehouse/slack',
    };
    function_ = await monitor(variables);
    second = await monitor(variables);
  });

  const run = async (isHealthy: boolean): Promise<void> => {
    healthy = isHealthy;
    expect(await function_.invoke({})).toMatchObject({
      kind: 'answer',
      value: { passed: isHealthy },
    });
  };

  test('tells Slack of a failure once and of the recovery once', async () => {
    await run(true);
    expect(titles()).toEqual([]);
    for (const isHealthy of [false, false, true, true]) await run(isHealthy);
    expect(titles()).toEqual([
      'Smoke test failed: orders-service',
      'Smoke test recovered: orders-service',
    ]);
  });

  test('measures each run: success, and the latency of every check', () => {
    const measured = function_.metrics().filter((line) => 'SmokeSuccess' in line);
    expect(measured.map((line) => line['SmokeSuccess'])).toEqual([1, 0, 0, 1, 1]);
    expect(measured[0]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Gatehouse',
            Dimensions: [['Stack', 'Repository', 'Environment']],
            Metrics: [
              { Name: 'SmokeSuccess', Unit: 'Count' },
              { Name: 'SmokeRetried', Unit: 'Count' },
              { Name: 'SmokeLatency', Unit: 'Milliseconds' },
              { Name: 'SmokeConnectTime', Unit: 'Milliseconds' },
              { Name: 'SmokeFirstByteTime', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Stack: 'prod',
      Repository: 'orders-service',
      Environment: 'staging',
    });
    expect(measured[0]?.['SmokeLatency']).toHaveLength(6);
    // One passing run does not end a failure.
    const failing = function_.metrics().flatMap((line) => line['SmokeFailing'] ?? []);
    expect(failing).toEqual([0, 1, 1, 1, 0]);
  });

  test('a secret that cannot be read costs its own check, and is reported once', async () => {
    healthy = true;
    const [first] = definition('secrets').checks;
    const headers = { authorization: { secret: 'TOKEN' } };
    const checks = [first, { ...first, name: 'guarded', headers }];
    const container = await monitor({
      GATEHOUSE_ENVIRONMENT: 'next',
      GATEHOUSE_SMOKE_SETTINGS: JSON.stringify({ ...definition('secrets'), checks }),
      GATEHOUSE_SLACK_WEBHOOK: 'ssm:/gatehouse/slack',
      SMOKE_SECRET_TOKEN: 'ssm:/orders/token',
    });
    const before = titles().length;
    const reason = expect.stringContaining('the secret TOKEN cannot be read') as unknown;
    const expected = { passed: false, checks: 1, unchecked: [{ check: 'guarded', reason }] };
    for (let run = 0; run < 2; run += 1) {
      expect(await container.invoke({})).toEqual({ kind: 'answer', value: expected });
    }
    const unchecked = container.metrics().flatMap((line) => line['SmokeUnchecked'] ?? []);
    expect(unchecked).toEqual([1, 1]);
    expect(titles().slice(before)).toEqual(['Smoke test incomplete: orders-service (next)']);
    const Value = 'hunter2';
    await ssm.send(new PutParameterCommand({ Name: '/orders/token', Type: 'SecureString', Value }));
    expect(await container.invoke({})).toMatchObject({ value: { checks: 2, unchecked: [] } });
    expect(titles().slice(before + 1)).toEqual([
      'Smoke test complete again: orders-service (next)',
    ]);
    expect(container.log()).not.toContain('hunter2');
  });

  test('keeps what Slack could not be sent for the next run', async () => {
    const before = titles().length;
    slack.faults.add({ match: {}, effect: { kind: 'answer', status: 404 } });
    await run(false);
    expect(titles()).toHaveLength(before);
    await run(false);
    await run(false);
    expect(titles().slice(before)).toEqual(['Smoke test failed: orders-service']);
  });

  test('two runs at the same time send one message', async () => {
    const before = titles().length;
    healthy = true;
    await Promise.all([function_.invoke({}), second.invoke({})]);
    expect(titles().slice(before)).toEqual(['Smoke test recovered: orders-service']);
    const state = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: stateKey }));
    expect(JSON.parse((await state.Body?.transformToString()) ?? '')).toMatchObject({
      passed: true,
      announced: 'recovered',
    });
  });

  test('takes a state that cannot be read for none', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: stateKey, Body: '{"announced":7' }));
    const before = titles().length;
    await run(false);
    expect(titles().slice(before)).toEqual(['Smoke test failed: orders-service']);
  });

  test('never writes the webhook or its answer where a log shows it', async () => {
    const webhook = await slack.webhookUrl('ci-alerts');
    expect(function_.log() + second.log()).not.toContain(webhook);
  });

  test('names every variable and every setting that is wrong, and fails', async () => {
    const bare = await monitor({
      GATEHOUSE_STACK: '',
      GATEHOUSE_SLACK_WEBHOOK: 'https://x/hunter2',
    });
    const wrong = await bare.invoke({});
    expect(wrong).toMatchObject({ kind: 'error', type: 'ProblemsError' });
    expect(JSON.stringify(wrong)).toMatch(
      /GATEHOUSE_STACK.*GATEHOUSE_SMOKE_KEY.*GATEHOUSE_SLACK_WEBHOOK/,
    );
    expect(JSON.stringify(wrong) + bare.log()).not.toContain('hunter2');
    const settings = JSON.stringify({ baseUrl: 'x', checks: [{ name: 'a', kind: 'api' }] });
    const ended = await (await monitor({ GATEHOUSE_SMOKE_SETTINGS: settings })).invoke({});
    expect(JSON.stringify(ended)).toMatch(/baseUrl: must be an absolute.*checks\[0\]\.path/);
  });
});
