import type { Invoked, LambdaProcess } from '../../../sandbox/aws/lambda-process';
import { queueRecord } from '../../../sandbox/aws/queue-record';
import { emptyHistory, historySchema, type History } from '../../../core/readiness/history';
import type { Period } from '../../../runtime/lambda/work-message';
import { goodReports, repository } from '../action/action-world';
import { atomicBucket } from './atomic-bucket';
import { fleetOf, openRuntime, webhookSecret, type RuntimeWorld } from './runtime-world';

let at: RuntimeWorld;
/** Talks to the sandbox's GitHub itself, whose repository the tests change. */
let worker: LambdaProcess;

beforeAll(async () => {
  at = await openRuntime(900);
  worker = await at.container('worker', variables());
});
afterAll(() => at.close());

const variables = () => ({
  GATEHOUSE_GITHUB_API_URL: at.sandbox.world.githubUrl,
  GATEHOUSE_SLACK_WEBHOOK: `secretsmanager:${webhookSecret}`,
});

let minutes = 0;
/** A message for the repository, due at a time of its own unless one is given. */
function message(
  period: Period,
  scheduledAt?: string,
  name = repository,
  more: object = {},
): string {
  const [like] = fleetOf(1).repositories;
  minutes += 1;
  return JSON.stringify({
    version: 1,
    stack: 'prod',
    owner: 'acme',
    repository: { ...like, name, ...more },
    period,
    scheduledAt: scheduledAt ?? new Date(Date.UTC(2026, 10, 24, 9, minutes)).toISOString(),
  });
}

function deliver(container: LambdaProcess, ...bodies: readonly string[]): Promise<Invoked> {
  return container.invoke({
    Records: bodies.map((Body, index) => queueRecord({ Body, MessageId: `message-${index}` })),
  });
}

const nothingFailed: Invoked = { kind: 'answer', value: { batchItemFailures: [] } };
const firstFailed: Invoked = {
  kind: 'answer',
  value: { batchItemFailures: [{ itemIdentifier: 'message-0' }] },
};

async function history(): Promise<History> {
  const text = await at.object(repository, 'history.json');
  return text === undefined ? emptyHistory : historySchema.parse(JSON.parse(text));
}

const requests = () => at.sandbox.world.requests.length;

test('a first look writes history, dashboard, badge and page, and a metric for what is known', async () => {
  expect(await deliver(worker, message('daily'))).toEqual(nothingFailed);
  expect([...(await at.versions()).keys()].map((key) => key.split('/').at(-1)).sort()).toEqual([
    'README.md',
    'badge.json',
    'history.json',
    'index.html',
    'readiness.json',
  ]);
  const [scored = {}] = worker.metrics().filter((one) => one['Repository'] === repository);
  expect(scored).toMatchObject({ Stack: 'prod', ReadinessScore: 99.4, CiPassRate: 100 });
  expect(scored).not.toHaveProperty('CacheHitRate');
  expect(scored).not.toHaveProperty('service');
});

test('an unchanged repository costs one conditional request and writes nothing', async () => {
  const before = requests();
  const versions = await at.versions();
  expect(await deliver(worker, message('daily'))).toEqual(nothingFailed);
  expect(at.sandbox.world.requests.slice(before).map((one) => one.status)).toEqual([304]);
  expect(await at.versions()).toEqual(versions);
});

test('the same run delivered again is not looked at again, whoever gets it', async () => {
  const other = await at.container('worker', variables());
  const due = '2026-11-25T09:00:00Z';
  await deliver(worker, message('daily', due));
  const before = requests();
  expect(await deliver(other, message('daily', due), message('daily', due))).toEqual(nothingFailed);
  expect(requests()).toBe(before);
});

test('the weekly run writes the trend and the monthly one the audit', async () => {
  await deliver(worker, message('weekly'), message('monthly'));
  const { trend = '', audit = '' } = await history();
  expect(await at.object(repository, `trends/${trend}.md`)).toContain('CI pass rate');
  expect(await at.object(repository, `audits/${audit}.md`)).toContain('Security audit');
});

test('the weekly run judges the security posture, with six more requests at most', async () => {
  const path = new RegExp(`^.*/repos/acme/${repository}/`);
  await deliver(worker, message('daily'));
  const before = requests();
  expect(await deliver(worker, message('weekly'))).toEqual(nothingFailed);
  const asked = at.sandbox.world.requests
    .slice(before)
    .map((one) =>
      one.path
        .replace(path, '')
        .replace(/\?.*$/, '')
        .replace(/[0-9a-f]{40}/, 'SHA'),
    )
    .filter((one) => !one.includes('runs') && !one.includes('/repos/'))
    // The storage of archives is no part of the API.
    .filter((one) => !one.startsWith('/_stored/'));
  expect(asked.sort()).toEqual([
    'branches/main',
    'environments',
    'git/trees/SHA',
    'releases',
    'rules/branches/main',
    'zipball/SHA',
  ]);
  const { posture } = await history();
  expect(posture?.points.length).toBeGreaterThan(0);
  // It has no workflow and no rules.
  expect(posture?.checks).toMatchObject({ 'Branch-Protection': 0, Vulnerabilities: 10 });
  expect(posture?.checks).not.toHaveProperty('Workflow-Policies');
  expect(posture?.unknown).toEqual(
    expect.arrayContaining(['Actions-Settings', 'Secrets', 'Webhooks']) as unknown,
  );
  expect(await at.object(repository, 'README.md')).toContain('## Security posture');
  await deliver(worker, message('daily'));
  expect((await history()).posture).toEqual(posture);
});

test('Slack is notified once when the score falls and once when it recovers', async () => {
  const texts = async () => (await at.sandbox.world.messages()).map((one) => one.text);
  expect(await texts()).toEqual([]);
  for (let run = 0; run < 3; run += 1) await at.sandbox.addRun('failure');
  await deliver(worker, message('daily'));
  await deliver(worker, message('weekly'));
  expect(await texts()).toEqual([expect.stringContaining('Readiness below 90 %')]);
  for (let run = 0; run < 10; run += 1) {
    await at.sandbox.addRun('success', { reports: goodReports });
  }
  await deliver(worker, message('daily'), message('monthly'));
  expect(await texts()).toEqual([
    expect.stringContaining('below'),
    expect.stringContaining('recovered'),
  ]);
});

test('two workers that write one repository at the same time lose nothing of each other', async () => {
  const bucket = await atomicBucket();
  const theirs = { ...variables(), AWS_ENDPOINT_URL_S3: bucket.url };
  const containers = [await at.container('worker', theirs), await at.container('worker', theirs)];
  const ended = await Promise.all([
    ...containers.map((one, index) => deliver(one, message(index === 0 ? 'weekly' : 'monthly'))),
  ]);
  expect(ended).toEqual([nothingFailed, nothingFailed]);
  const folder = `repositories/acme/${repository}`;
  const newest = bucket.objects.get(`${folder}/history.json`)?.at(-1) ?? '';
  const { points, trend = '', audit = '' } = historySchema.parse(JSON.parse(newest));
  expect(points).toHaveLength(1);
  expect(bucket.objects.has(`${folder}/trends/${trend}.md`)).toBe(true);
  expect(bucket.objects.has(`${folder}/audits/${audit}.md`)).toBe(true);
  await bucket.close();
});

test('a history that cannot be read is never overwritten; the message fails and the log says what to do', async () => {
  for (const [text, advice] of [
    ['{"version": 1}', 'restore an earlier version of repositories/acme'],
    ['{"version": 2}', 'was written by a newer version of Gatehouse'],
  ] as const) {
    await at.putObject(repository, 'history.json', text);
    expect(await deliver(worker, message('daily'))).toEqual(firstFailed);
    expect(await at.object(repository, 'history.json')).toBe(text);
    expect(worker.log()).toContain(advice);
  }
  await at.putObject(repository, 'history.json', JSON.stringify(emptyHistory));
});

test('a refused credential fails the message, and a new one is read by the next delivery', async () => {
  const fresh = await at.container('worker', {
    ...variables(),
    GATEHOUSE_GITHUB_CREDENTIALS: 'ssm:/gatehouse/prod/token',
  });
  await at.putParameter('/gatehouse/prod/token', 'ghs_revoked_token');
  const body = message('daily');
  expect(await deliver(fresh, body)).toEqual(firstFailed);
  expect(fresh.log()).toContain('the token is wrong or has expired');
  expect(fresh.metrics()).toContainEqual(
    expect.objectContaining({ Stack: 'prod', Failures: 1, CredentialRefused: 1 }),
  );
  await at.putParameter('/gatehouse/prod/token', JSON.stringify({ token: at.sandbox.world.token }));
  expect(await deliver(fresh, body)).toEqual(nothingFailed);
  expect(fresh.metrics().at(-1)).toMatchObject({ Stack: 'prod', CredentialRefused: 0 });
  expect(fresh.log()).not.toContain('ghs_revoked_token');
});

test('what someone adds that the stack does not declare is reported once', async () => {
  const declared = {
    ...{ files: [], rulesets: [], environments: [], secrets: [], dependabotSecrets: [] },
    ...{ webhooks: [], allowedActions: true, defaultToken: true },
  };
  const look = async () => {
    const before = (await at.sandbox.world.messages()).length;
    const body = message('daily', undefined, repository, { declared });
    expect(await deliver(worker, body)).toEqual(nothingFailed);
    return (await at.sandbox.world.messages()).slice(before).map((one) => one.text);
  };
  await look();
  const { githubUrl, token } = at.sandbox.world;
  const made = await fetch(`${githubUrl}/repos/acme/${repository}/rulesets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ name: 'intruder', target: 'branch', enforcement: 'disabled' },
      conditions: { ref_name: { include: ['refs/heads/none'], exclude: [] } },
      rules: [{ type: 'deletion' }],
    }),
  });
  expect(made.status).toBe(201);
  const texts = await look();
  expect(texts.filter((text) => text.startsWith('Not declared'))).toEqual([
    `Not declared: acme/${repository}`,
  ]);
  expect(worker.log()).toContain(`acme/${repository}: undeclared: ruleset intruder`);
  const before = requests();
  expect(await look()).toEqual([]);
  // The list of runs, and one request for each kind.
  expect(requests() - before).toBeLessThanOrEqual(8);
});

test('no log has the webhook, the key or a token in it', async () => {
  const webhook = await at.sandbox.world.slackWebhookUrl('ci-alerts');
  expect(worker.log()).not.toContain(webhook);
  expect(worker.log()).not.toMatch(/PRIVATE KEY|gh[ps]_/);
});

test('a wrong environment is an error that names every variable, and shows no value', async () => {
  const wrong = await at.container('worker', {
    GATEHOUSE_BUCKET: '',
    GATEHOUSE_GITHUB_CREDENTIALS: 'ghp_put_here_by_mistake',
  });
  const ended = await deliver(wrong, message('daily'));
  expect(ended).toMatchObject({ kind: 'error', type: 'ProblemsError' });
  expect(JSON.stringify(ended)).toMatch(/GATEHOUSE_BUCKET.*GATEHOUSE_GITHUB_CREDENTIALS/s);
  expect(JSON.stringify(ended)).not.toContain('ghp_put_here_by_mistake');
});

describe('the dispatcher', () => {
  let dispatcher: LambdaProcess;
  beforeAll(async () => {
    dispatcher = await at.container('dispatcher');
  });

  test('refuses an event that is none of the scheduler, before it reads anything', async () => {
    const ended = await dispatcher.invoke({ period: 'hourly' });
    expect(ended).toMatchObject({ kind: 'error', type: 'ProblemsError' });
    expect(JSON.stringify(ended)).toMatch(/daily, weekly, monthly.*scheduledAt/s);
  });

  test('names every mistake in the fleet document', async () => {
    const [like] = fleetOf(1).repositories;
    const broken = { ...like, name: 'a/b', settings: { ...like?.settings, window: 0 } };
    await at.putFleet({ ...fleetOf(0), repositories: [broken] } as never);
    const ended = await dispatcher.invoke({
      period: 'daily',
      scheduledAt: '2026-11-24T09:00:00Z',
    });
    expect(JSON.stringify(ended)).toMatch(/repositories\[0\]\.name.*settings\.window/s);
  });

  test('beats once for each run', async () => {
    await at.putFleet(fleetOf(12));
    await dispatcher.invoke({ period: 'daily', scheduledAt: '2026-11-24T09:00:00Z' });
    expect(dispatcher.metrics()).toMatchObject([
      { Stack: 'prod', DispatcherRuns: 1, RepositoriesQueued: 12 },
      // Each period by itself too: a weekly run does not stand for a daily one.
      { Stack: 'prod', Period: 'daily', DispatcherRuns: 1 },
    ]);
  });
});

test('a report on a stack writes the page of its repositories and sends one message, once', async () => {
  const before = (await at.sandbox.world.messages()).length;
  const { repository: _, ...shared } = JSON.parse(message('weekly')) as Record<string, unknown>;
  const report = JSON.stringify({ ...shared, reportOn: [repository, 'never-scored'] });
  expect(await deliver(worker, report, report)).toEqual(nothingFailed);
  const told = (await at.sandbox.world.messages()).slice(before).map(({ text }) => text);
  expect(told).toEqual(['Weekly readiness: stack prod']);
  const page = await at.sharedObject('index.html');
  expect(page).toContain('99.4 %');
  expect(page).not.toContain('never-scored');
  expect(page).toContain(`href="acme/${repository}/index.html"`);
});
