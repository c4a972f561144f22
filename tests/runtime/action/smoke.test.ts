import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scratchDirectory } from '../../support/scratch';
import { startSlack, type SlackServer } from '../../../sandbox/slack/server';
import { builtAction, runStep } from './action-process';

const directory = scratchDirectory('smoke');
let slack: SlackServer;
let asked: Record<string, number> = {};
/** Answers of the deployed service by path: what the nth request gets. */
const answers: Readonly<
  Record<string, (count: number) => { status: number; body: string; delayMs?: number }>
> = {
  '/health': () => ({ status: 200, body: '{"status":"ok","checks":{"database":"ok"}}' }),
  '/second-try': (count) => ({ status: count === 1 ? 503 : 200, body: '{}' }),
  '/down': () => ({ status: 500, body: 'oops <!channel>' }),
  '/degraded': () => ({ status: 200, body: '{"status":"degraded"}' }),
  '/slow': () => ({ status: 200, body: '{}', delayMs: 300 }),
  '/text': () => ({ status: 200, body: 'ok' }),
};
const service = createServer((request, response) => {
  const path = request.url ?? '';
  asked[path] = (asked[path] ?? 0) + 1;
  const { status, body, delayMs = 0 } = answers[path]?.(asked[path]) ?? { status: 404, body: '' };
  setTimeout(() => response.writeHead(status).end(body), delayMs);
});

beforeAll(async () => {
  slack = await startSlack({ directory });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  service.closeAllConnections();
  service.close();
  await slack.close();
});
beforeEach(() => {
  asked = {};
});

async function smoke(path: string, more: object = {}, attempts = '2') {
  const check = {
    name: 'check',
    kind: 'health',
    method: 'GET',
    path,
    expectedStatus: 200,
    expectJson: {},
    latencyBudgetMs: 5000,
    ...more,
  };
  return runStep(builtAction, {
    cwd: directory,
    inputs: {
      command: 'smoke',
      checks: JSON.stringify([check]),
      'base-url': `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
      attempts,
      'delay-seconds': '0',
    },
    env: {
      GITHUB_REPOSITORY: 'acme/orders-service',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'a'.repeat(40),
      SLACK_WEBHOOK_URL: await slack.webhookUrl('ci-alerts'),
    },
  });
}
const sent = () => slack.world.state.messages.length;

test('a healthy service passes by status and by values in its JSON, without a message', async () => {
  const before = sent();
  const step = await smoke('/health', { expectJson: { status: 'ok', 'checks.database': 'ok' } });
  expect(step).toMatchObject({ code: 0, outputs: { passed: 'true' } });
  expect(asked['/health']).toBe(1);
  expect(sent()).toBe(before);
});

test('a service that answers at the second attempt passes, and the retry is reported', async () => {
  const step = await smoke('/second-try');
  expect(step.code).toBe(0);
  expect(step.log).toContain('passed only after a retry');
  expect(asked['/second-try']).toBe(2);
});

test.each([
  ['/down', {}, 'status 500 instead of 200'],
  ['/degraded', { expectJson: { status: 'ok' } }, 'status is "degraded" instead of "ok"'],
  ['/text', { expectJson: { status: 'ok' } }, 'the response is not JSON'],
  ['/slow', { latencyBudgetMs: 100 }, 'instead of at most 100 ms'],
])(
  '%s fails after every attempt, with the reason, and Slack is notified once',
  async (path, more, reason) => {
    const before = sent();
    const step = await smoke(path, more, '3');
    expect(step).toMatchObject({ code: 1, outputs: { passed: 'false' } });
    expect(step.log).toContain(reason);
    expect(asked[path]).toBe(3);
    expect(sent()).toBe(before + 1);
  },
);

test('a service that is not there fails as unreachable, not as an error of the action', async () => {
  const step = await runStep(builtAction, {
    cwd: directory,
    inputs: {
      command: 'smoke',
      checks: JSON.stringify([
        {
          name: 'gone',
          kind: 'health',
          method: 'GET',
          path: '/',
          expectedStatus: 200,
          expectJson: {},
          latencyBudgetMs: 1000,
        },
      ]),
      'base-url': 'http://127.0.0.1:9',
      attempts: '1',
    },
    env: {
      GITHUB_REPOSITORY: 'acme/orders-service',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'a'.repeat(40),
    },
  });
  expect(step.code).toBe(1);
  expect(step.log).toMatch(/fetch failed|ECONNREFUSED|bad port/);
});

test('checks that break the form are refused before anything is asked', async () => {
  const step = await smoke('//other.example/health');
  expect(step.code).toBe(1);
  expect(step.log).toContain('must be a path below the base URL');
  expect(asked).toEqual({});
});

describe('with the result of an earlier run', () => {
  const of = (names: readonly string[], more: Readonly<Record<string, string>>) =>
    runStep(builtAction, {
      cwd: directory,
      inputs: {
        command: 'smoke',
        checks: JSON.stringify(names.map((name) => ({ name, kind: 'health', path: `/${name}` }))),
        'base-url': `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
        attempts: '1',
        ...more,
      },
      env: {
        GITHUB_REPOSITORY: 'acme/orders-service',
        GITHUB_RUN_ID: '7',
        GITHUB_SHA: 'a'.repeat(40),
      },
    });

  test('only what passed then is asked for now, and recording it fails for nothing', async () => {
    const recorded = await of(['health', 'down'], { record: 'true', output: 'before.json' });
    expect(recorded).toMatchObject({ code: 0, outputs: { passed: 'false' } });
    expect(recorded.log).not.toContain('::error');
    asked = {};
    const now = await of(['health', 'down', 'text'], {
      'passed-in': 'before.json',
      output: 'after.json',
    });
    expect(now).toMatchObject({ code: 0, outputs: { passed: 'true' } });
    expect(asked).toEqual({ '/health': 1 });
  });

  test.each([
    ['that passed nothing', 'nothing.json', ['down'], 'none of the checks passed in this run'],
    ['that is not there', 'none.json', undefined, 'the result of the earlier run cannot be read'],
  ])('a result %s is refused', async (_name, output, names, reason) => {
    if (names !== undefined) await of(names, { record: 'true', output });
    const step = await of(['health'], { 'passed-in': output, output: 'after.json' });
    expect(step.code).toBe(1);
    expect(step.log).toContain('inputs.passed-in');
    expect(step.log).toContain(reason);
  });
});
