import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { actionWorld, repository, workflowToken, type ActionWorld } from '../action/action-world';
import { builtAction, runLocally, runStep, type StepResult } from '../action/action-process';
import { scratchDirectory } from '../../support/scratch';
import { serveHttp, type Loopback } from './loopback-servers';

let at: ActionWorld;
let service: Loopback & { url: string };
/** What the service answers by path; 200 otherwise. */
let statuses: Readonly<Record<string, number>> = {};

beforeAll(async () => {
  at = await actionWorld(directory);
  service = await serveHttp((request, response) => {
    const url = request.url ?? '';
    const delayMs = url.startsWith('/slow') ? 80 : 0;
    setTimeout(() => response.writeHead(statuses[url] ?? 200).end('{}'), delayMs);
  });
});
afterAll(async () => {
  await Promise.all([service.close(), at.close()]);
});
// Its own hook comes second: the world is closed before its directory is gone.
const directory = scratchDirectory('smoke-github');
beforeEach(() => {
  statuses = {};
});

const definition = (...paths: readonly string[]): string =>
  JSON.stringify({
    baseUrl: service.url,
    attempts: 1,
    checks: paths.map((one) => ({ name: one, kind: 'api', path: one, latencyBudgetMs: 30_000 })),
  });

async function smoke(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  writeFileSync(path.join(directory, 'smoke.today.json'), definition('/health', '/new-endpoint'));
  return runStep(builtAction, {
    cwd: directory,
    inputs: {
      command: 'smoke',
      definition: 'smoke.today.json',
      'github-token': workflowToken,
      ...inputs,
    },
    env: {
      ...at.env,
      GITHUB_REF_NAME: 'main',
      SLACK_WEBHOOK_URL: await at.world.slackWebhookUrl(),
      ...env,
    },
  });
}

describe('Slack, from one run of the workflow to the next', () => {
  const sent = async (): Promise<readonly string[]> =>
    (await at.world.messages()).map(({ text }) => text);

  /** Runs the workflow's step, and leaves its report behind as the workflow does. */
  async function run(isHealthy: boolean, branch = 'main'): Promise<StepResult> {
    statuses = isHealthy ? {} : { '/health': 500 };
    const step = await smoke({ 'state-artifact': 'smoke' }, { GITHUB_REF_NAME: branch });
    const report = readFileSync(path.join(directory, 'smoke.json'), 'utf8');
    await at.world.addRun({
      repository,
      workflow: 'staging-smoke-test.yml',
      conclusion: isHealthy ? 'success' : 'failure',
      artifacts: { smoke: { 'smoke.json': report } },
    });
    return step;
  }

  test('a failure and a recovery are reported once each', async () => {
    for (const isHealthy of [false, false, true, true]) await run(isHealthy);
    expect(await sent()).toEqual([
      'Smoke test failed: acme/orders-service (staging)',
      'Smoke test recovered: acme/orders-service (staging)',
    ]);
  });

  test('a message links the alarm that is named, and a wrong address is an error', async () => {
    statuses = { '/health': 500 };
    const before = (await at.world.messages()).length;
    const alarm = 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home#alarmsV2:?search=x';
    await smoke({ 'alarm-url': alarm });
    const sentSince = (await at.world.messages()).slice(before);
    expect(JSON.stringify(sentSince)).toContain(`|run> · <${alarm}|alarm>`);
    const wrong = await smoke({ 'alarm-url': 'http://example.com' });
    expect(wrong.log).toContain('inputs.alarm-url: must be an https URL');
  });

  test('a run on another branch knows nothing of them', async () => {
    const before = (await sent()).length;
    await run(true, 'feature');
    expect(await sent()).toHaveLength(before);
  });

  test('an artifact that is no report is as good as none', async () => {
    const before = (await sent()).length;
    await at.world.addRun({
      repository,
      workflow: 'staging-smoke-test.yml',
      artifacts: { smoke: { 'smoke.json': '{"version":1,"environment":"staging","state":7}' } },
    });
    await run(false);
    expect((await sent()).slice(before)).toHaveLength(1);
  });

  test('a token that may not read artifacts costs the memory, not the verdict', async () => {
    const before = (await sent()).length;
    const step = await smoke({ 'state-artifact': 'smoke', 'github-token': 'ghs_of_nobody' });
    expect(step.code).toBe(0);
    expect(step.log).toContain("the last run's verdict is not known");
    expect(await sent()).toHaveLength(before);
  });
});

describe('after a rollback', () => {
  test("the previous version is held to its own checks, at today's address", async () => {
    statuses = { '/new-endpoint': 404 };
    const file = '.github/gatehouse/smoke.json';
    const old = definition('/health', '/old-endpoint').replace(service.url, 'http://127.0.0.1:9');
    const previous = await at.world.push(repository, 'main', { [file]: old });
    const rollback = {
      'definition-ref': previous,
      'base-url': service.url,
      output: 'rollback.json',
    };
    expect((await smoke({})).code).toBe(1);
    expect((await smoke(rollback)).code).toBe(0);
    const report = readFileSync(path.join(directory, 'rollback.json'), 'utf8');
    expect(report).toContain('/old-endpoint');
    expect(report).not.toContain('/new-endpoint');
    statuses = { '/old-endpoint': 500 };
    expect((await smoke(rollback)).code).toBe(1);
  });

  test('a version without a definition, and one whose definition is wrong, are named', async () => {
    const bare = await smoke({ 'definition-ref': 'no-such-tag', 'base-url': service.url });
    expect(bare.code).toBe(1);
    expect(bare.log).toMatch(
      /definition-ref: this version of the repository has no .*smoke\.json.*no-such-tag/,
    );
    const wrong = await at.world.push(repository, 'main', {
      '.github/gatehouse/smoke.json': '{"baseUrl":"https://a.example","checks":[]}',
    });
    const step = await smoke({ 'definition-ref': wrong });
    expect(step.log).toMatch(
      /smoke\.json at [0-9a-f]{40}: checks: must contain at least one check/,
    );
  });
});

describe('a canary', () => {
  const compare = async (canary: string, policy: object = {}): Promise<StepResult> => {
    const checks = [{ name: 'health', kind: 'health', path: '/health', latencyBudgetMs: 30_000 }];
    const tolerant = {
      requests: 120,
      minimumRequests: 60,
      latencyFactor: 3,
      errorTolerance: 0.03,
      tailTolerance: 0.2,
      ...policy,
    };
    const file = path.join(directory, 'canary-definition.json');
    writeFileSync(file, JSON.stringify({ baseUrl: service.url, checks, canary: tolerant }));
    return smoke({
      definition: 'canary-definition.json',
      'canary-url': `${service.url}${canary}`,
      output: 'canary.json',
    });
  };

  test('that answers alike is promoted', async () => {
    const step = await compare('/canary');
    expect(step).toMatchObject({ code: 0, outputs: { decision: 'promote', passed: 'true' } });
    expect(step.summary).toContain('promote');
  });

  test('that fails is rolled back, and Slack is notified', async () => {
    statuses = { '/canary/health': 500 };
    const before = (await at.world.messages()).length;
    const step = await compare('/canary');
    expect(step).toMatchObject({ code: 1, outputs: { decision: 'roll-back', passed: 'false' } });
    expect(step.log).toContain('permutation test by block');
    const [message] = (await at.world.messages()).slice(before);
    expect(message?.text).toBe('Roll back the canary: acme/orders-service (staging)');
  });

  test('that is several times slower is rolled back', async () => {
    const step = await compare('/slow', { latencyFactor: 1.5 });
    expect(step).toMatchObject({ code: 1, outputs: { decision: 'roll-back' } });
    expect(step.log).toContain('signed ranks by block');
  });

  test('of which too little is known is held, which is no approval', async () => {
    const step = await compare('/canary', { requests: 30, minimumRequests: 30 });
    expect(step).toMatchObject({ code: 1, outputs: { decision: 'hold', passed: 'false' } });
  });
});

test('what someone put into a URL is not shown', async () => {
  const url = 'https://deploy:hunter2@staging.example.com/?key=hunter2';
  const step = await smoke({ 'base-url': url, 'canary-url': url });
  expect(step.code).toBe(1);
  expect(step.log).toContain('must have no credentials');
  expect(step.log).not.toContain('hunter2');
});

test('without a definition a developer is shown what to do', async () => {
  const { code, log } = await runLocally(builtAction, ['smoke'], directory);
  expect(code).toBe(1);
  expect(log).toMatch(/smoke\.json: inputs\.definition: .*ENOENT.*check the repository out first/);
});
