import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { historySchema, type History } from '../../../core/readiness/history';
import { documentSchema } from '../../../core/readiness/report/document';
import {
  builtAction,
  runStep,
  runStepFast,
  type StepOptions,
  type StepResult,
} from './action-process';
import {
  eachWithActionWorld,
  fullName,
  goodReports,
  scoringInputs,
  workflowToken,
  type ActionWorld,
} from './action-world';

const data = 'gatehouse-data';
let at: ActionWorld;
eachWithActionWorld('dashboard', (world) => {
  at = world;
});

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

const stepOf = (
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
): StepOptions => ({
  cwd: at.workspace,
  inputs: { command: 'dashboard', ...scoringInputs, ...inputs },
  env: { ...at.env, ...env },
  event: { repository: { default_branch: 'main' } },
});

function dashboard(
  env: Readonly<Record<string, string>> = {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  return runStep(builtAction, stepOf(env, inputs));
}

/** The same where seconds are waited for, none of which is one. */
const dashboardFast = (env: Readonly<Record<string, string>> = {}) => runStepFast(stepOf(env, {}));

function history(): History {
  return historySchema.parse(JSON.parse(at.fileOf(data, 'history.json') ?? '{}'));
}

async function runs(count: number, conclusion: 'success' | 'failure' = 'success'): Promise<void> {
  for (let run = 0; run < count; run += 1) await at.addRun(conclusion, { reports: goodReports });
}

test('dashboard, page, readiness.json, history, badge and reports land in one commit that shares nothing with the code', async () => {
  await runs(3);
  const step = await dashboard();
  expect(step.log).not.toContain('::error');
  expect(step.outputs).toMatchObject({ score: '99.4', band: 'excellent', changed: 'true' });
  expect(at.commitsOf(data)).toBe(1);
  expect(at.fileOf(data, 'README.md')).toContain('## ✅ 99.4 %');
  expect(at.fileOf(data, 'index.html')).toContain('<!doctype html>');
  expect(documentSchema.parse(JSON.parse(at.fileOf(data, 'readiness.json') ?? '')).value).toBe(
    99.4,
  );
  expect(JSON.parse(at.fileOf(data, 'badge.json') ?? '')).toEqual({
    schemaVersion: 1,
    label: 'readiness',
    message: '99.4 %',
    color: 'brightgreen',
  });
  expect(at.fileOf(data, `audits/${history().audit}.md`)).toContain('Security audit');
  expect(at.fileOf(data, `trends/${history().trend}.md`)).toContain('CI pass rate');
  expect(at.fileOf(data, 'src/orders/__init__.py')).toBeUndefined();
  expect(step.summary).toContain('99.4 %');
});

/** Requests of a token that counted against the rate limit. */
async function counted(token = workflowToken): Promise<number> {
  const answer = await fetch(`${at.world.githubUrl}/rate_limit`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { resources: { core: { used: number } } }).resources.core.used;
}

/** Paths of requests below the repository, with their status. */
function askedSince(before: number): readonly (readonly [string, number])[] {
  return at.world.requests
    .slice(before)
    .filter((one) => one.path !== '/rate_limit')
    .map((one) => [one.path.replace(/^.*\/orders-service|\?.*$/g, ''), one.status]);
}

test('a look at an unchanged repository counts no request: git brings the history, and its ETag answers 304', async () => {
  await runs(3);
  await dashboard();
  const [before, used] = [at.world.requests.length, await counted()];
  const step = await dashboard();
  expect(askedSince(before)).toEqual([
    ['.git/info/refs', 200],
    ['.git/git-upload-pack', 200],
    ['.git/git-upload-pack', 200],
    ['/actions/workflows/ci.yml/runs', 304],
  ]);
  expect((await counted()) - used).toBe(0);
  expect(step.outputs).toMatchObject({ changed: 'false', commit: '', score: '99.4' });
  expect(at.commitsOf(data)).toBe(1);
});

test('a look by another token counts one request: an ETag is good for its own token only', async () => {
  await runs(3);
  await dashboard();
  const token = 'ghs_token_of_the_next_job';
  const known = at.world.github.world.tokens.get(workflowToken);
  if (known === undefined) throw new Error('no token');
  at.world.github.world.tokens.set(token, { ...known, token });
  const before = at.world.requests.length;
  const step = await dashboard({}, { 'github-token': token });
  expect(askedSince(before).filter(([asked]) => !asked.startsWith('.git/'))).toEqual([
    ['/actions/workflows/ci.yml/runs', 200],
  ]);
  expect(await counted(token)).toBe(1);
  expect(step.outputs).toMatchObject({ changed: 'false', commit: '', score: '99.4' });
});

test('reports whose artifacts have expired count as they were read, with their date', async () => {
  await runs(2);
  await dashboard();
  const readAt = history().readings?.at ?? '';
  for (const artifact of at.world.github.world.required('acme', 'orders-service').artifacts) {
    Object.assign(artifact, { expiresAt: '2026-01-01T00:00:00Z' });
  }
  const step = await dashboard({}, { threshold: '80' });
  expect(step.outputs).toMatchObject({ changed: 'true', score: '99.4' });
  expect(at.fileOf(data, 'README.md')).toContain(
    `Reports whose artifacts are no longer there count as they were read on ${readAt.slice(0, 10)}.`,
  );
  expect(history().document).toMatchObject({ readingsFrom: readAt, tests: { total: 1 } });
  // A run of its own is read again, and missing what it does not bring.
  await at.addRun('success');
  const next = await dashboard({}, { threshold: '80' });
  expect(Number(next.outputs['score'])).toBeLessThan(50);
});

test('runs of a fork whose branch has the name of the branch hide nothing', async () => {
  await runs(8, 'failure');
  await dashboard();
  const score = history().document?.value;
  for (let run = 0; run < 40; run += 1) {
    await at.world.addRun({
      repository: 'orders-service',
      workflow: 'ci.yml',
      event: 'pull_request',
      headRepository: 'outsider/orders-service',
      conclusion: 'action_required',
      createdAt: new Date(Date.now() + run * 1000).toISOString(),
    });
  }
  const step = await dashboard();
  expect(step.outputs).toMatchObject({ changed: 'false', score: String(score) });
  await at.addRun('failure', { reports: goodReports });
  await dashboard();
  expect(history().document?.passRate).toMatchObject({ passed: 0, counted: 9 });
});

test.each([
  ['there is no git', { PATH: '' }],
  ['git is kept from the server', { http_proxy: 'http://127.0.0.1:1' }],
])('where %s the API brings the history, by one request that counts', async (_where, env) => {
  await runs(1);
  await dashboard();
  const [before, used] = [at.world.requests.length, await counted()];
  const step = await dashboard(env);
  expect(askedSince(before)).toEqual([
    ['/contents/history.json', 200],
    ['/actions/workflows/ci.yml/runs', 304],
  ]);
  expect((await counted()) - used).toBe(1);
  expect(step.outputs).toMatchObject({ changed: 'false', commit: '' });
});

test('collect writes the same score to a file, and nothing to the repository', async () => {
  await runs(3);
  const step = await runStep(builtAction, {
    cwd: at.workspace,
    inputs: { command: 'collect', ...scoringInputs, output: 'collected.json' },
    env: at.env,
    event: { repository: { default_branch: 'main' } },
  });
  expect(step).toMatchObject({ code: 0, outputs: { score: '99.4', band: 'excellent' } });
  const written = readFileSync(path.join(at.workspace, 'collected.json'), 'utf8');
  expect(documentSchema.parse(JSON.parse(written))).toMatchObject({ value: 99.4, branch: 'main' });
  expect(at.commitsOf(data)).toBe(0);
  expect(at.world.requests.every((one) => one.method === 'GET')).toBe(true);
});

test('the first look costs as many requests as there are runs, and a few more', async () => {
  await runs(3);
  const before = at.world.requests.length;
  await dashboard();
  const asked = at.world.requests
    .slice(before)
    .map((one) => one.path)
    .filter((each) => !each.includes('.git/'));
  expect(asked.filter((each) => each.includes('/jobs'))).toHaveLength(3);
  expect(asked.length).toBeLessThanOrEqual(3 + 11);
});

test('a merged change that an override let pass is recorded with who, when and why', async () => {
  await runs(2);
  const api = async (token: string, method: string, route: string, body: unknown) => {
    const answer = await fetch(`${at.world.githubUrl}/repos/${fullName}${route}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { number: number };
  };
  const maya = 'ghp_maya';
  at.world.github.world.tokens.set(maya, {
    token: maya,
    login: 'maya',
    kind: 'classic',
    scopes: ['repo'],
    role: 'maintain',
  });
  const files = { 'src/orders/urgent.py': '"""Urgent."""\n' };
  const headSha = await at.world.push('orders-service', 'urgent', files);
  await at.world.addRun({
    ...{ repository: 'orders-service', workflow: 'ci.yml', branch: 'urgent' },
    ...{ event: 'pull_request', headSha, conclusion: 'failure' },
    createdAt: new Date(Date.now() - 600_000).toISOString(),
  });
  const pull = { title: 'Urgent', head: 'urgent', base: 'main' };
  const { number } = await api(at.world.token, 'POST', '/pulls', pull);
  await api(maya, 'POST', `/issues/${number}/labels`, { labels: ['readiness-override'] });
  await api(maya, 'POST', `/issues/${number}/comments`, { body: 'readiness-override: outage' });
  await dashboard();
  expect(history().overrides).toEqual([]);
  await api(at.world.token, 'PUT', `/pulls/${number}/merge`, {});
  await at.addRun('success', { reports: goodReports });
  await dashboard();
  expect(history().overrides).toEqual([
    {
      pullRequest: number,
      by: 'maya',
      at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      reason: 'outage',
    },
  ]);
  expect(at.fileOf(data, 'README.md')).toContain('outage');
});

test('a new run is one more commit and one more point, and only its own jobs are asked for', async () => {
  await runs(2);
  await dashboard();
  await at.addRun('failure', { reports: goodReports });
  const before = at.world.requests.length;
  const step = await dashboard();
  expect(step.outputs).toMatchObject({ changed: 'true', score: '86' });
  expect(at.world.requests.slice(before).filter((one) => one.path.includes('/jobs')).length).toBe(
    1,
  );
  expect(history().points.map((point) => point.score)).toEqual([99.4, 86]);
  expect(at.commitsOf(data)).toBe(2);
});

test('two dashboards at the same time lose nothing: the slower one builds on what the faster one wrote', async () => {
  await runs(2);
  await dashboard();
  await at.addRun('failure', { reports: goodReports });
  const stored = history();
  at.world.github.faults.add({
    match: { method: 'PATCH', path: /\/git\/refs\// },
    effect: { kind: 'staleHead', owner: 'acme', repository: 'orders-service', branch: data },
  });
  const [one, two] = await Promise.all([dashboard(), dashboard()]);
  expect([one.code, two.code]).toEqual([0, 0]);
  expect(at.world.github.faults.pending()).toEqual([]);
  expect(at.fileOf(data, '.stale-head')).toBeDefined();
  expect(history().points.slice(0, 1)).toEqual(stored.points);
  expect(history().points.map((point) => point.score)).toEqual([99.4, 86]);
});

test('two first dashboards at the same time both end well, with one branch', async () => {
  await runs(2);
  const steps = await Promise.all([dashboard(), dashboard()]);
  expect(steps.map((step) => step.code)).toEqual([0, 0]);
  expect(history().points).toHaveLength(1);
});

test('owners, level of the guard and what does not affect the repository are recorded; a mode that changes is a look', async () => {
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(at.workspace, file)), { recursive: true });
    writeFileSync(path.join(at.workspace, file), text);
  };
  write('.github/CODEOWNERS', '* @acme/checkout\n/docs/ @acme/docs\n');
  write('CODEOWNERS', '* @nobody\n');
  write(
    '.github/gatehouse/waivers.yaml',
    `waivers:
  - what: { vulnerability: { id: CVE-2026-1 } }
    why: the parser is not used
    owner: '@ada'
    until: ${day}
    notAffected: vulnerable_code_not_in_execute_path
`,
  );
  const vulnerable = {
    name: 'Flask',
    version: '1.0',
    vulns: [{ id: 'PYSEC-2026-1', fix_versions: [], aliases: ['CVE-2026-1'] }],
  };
  const audit = JSON.stringify({ dependencies: [vulnerable], fixes: [] });
  await at.addRun('success', { reports: { ...goodReports, 'pip-audit.json': audit } });
  const today = new Date().toISOString().slice(0, 10);
  const inputs = {
    'guard-level': 'owned',
    modes: `{"lint":"enforce","types":"warn then enforce from ${today}"}`,
  };
  expect(await dashboard({}, inputs)).toMatchObject({ code: 0, outputs: { score: '99.4' } });
  expect(history().document).toMatchObject({
    owners: ['@acme/checkout'],
    guardLevel: 'owned',
    exceptions: { waivers: [{ notAffected: { id: 'CVE-2026-1' } }] },
  });
  const vex = at.fileOf(data, `audits/${history().audit}.openvex.json`) ?? '';
  expect(JSON.parse(vex)).toMatchObject({
    author: '@ada',
    statements: [
      {
        vulnerability: { name: 'CVE-2026-1', aliases: ['PYSEC-2026-1'] },
        products: [{ subcomponents: [{ '@id': 'pkg:pypi/flask@1.0' }] }],
      },
    ],
  });
  const securityAudit = at.fileOf(data, `audits/${history().audit}.md`) ?? '';
  expect(securityAudit).toContain('.openvex.json)');
  expect(securityAudit).toMatch(new RegExp(`\\| .Flask 1\\.0. .*\\| .${day}[^|]* \\|\\n`));

  expect((await dashboard({}, inputs)).outputs).toMatchObject({ changed: 'false' });
  // As if the last look had been yesterday, when the gate only warned.
  const before = history();
  const generatedAt = new Date(Date.now() - 86_400_000).toISOString();
  const text = JSON.stringify({ ...before, document: { ...before.document, generatedAt } });
  await at.world.push('orders-service', data, { 'history.json': text });
  expect((await dashboard({}, inputs)).outputs).toMatchObject({ changed: 'true' });
  expect(history().document?.generatedAt.slice(0, 10)).toBe(new Date().toISOString().slice(0, 10));
  expect(history().security).not.toHaveProperty('fixed');
  await at.addRun('success', { reports: goodReports });
  await dashboard({}, inputs);
  expect(history().security?.fixed).toMatchObject([{ what: 'PYSEC-2026-1 in flask' }]);
});

test('a repository without any run has nothing to show and no data branch', async () => {
  const step = await dashboard();
  // Not even the workflow is there.
  expect(step.code).toBe(0);
  expect(at.commitsOf(data)).toBe(0);
});

test.each([
  ['{"version": 1}', 'restore history.json'],
  ['{"version": 2}', 'was written by a newer version of Gatehouse'],
])('a history that cannot be read, %s, is never overwritten', async (text, why) => {
  await runs(2);
  await dashboard();
  await at.world.push('orders-service', data, { 'history.json': text });
  const step = await dashboard();
  expect(step.code).toBe(1);
  expect(step.log).toContain(why);
  expect(at.fileOf(data, 'history.json')).toBe(text);
});

test('the branch with the code is refused as data branch', async () => {
  const step = await dashboard({}, { 'data-branch': 'main' });
  expect(step).toMatchObject({ code: 1 });
  expect(step.log).toContain('must not be the branch with the code');
});

describe('Slack', () => {
  let webhook = '';
  beforeEach(async () => {
    webhook = await at.world.slackWebhookUrl('ci-alerts');
  });
  const slack = () => dashboard({ SLACK_WEBHOOK_URL: webhook });
  const titles = async () => (await at.world.messages()).map((message) => message.text);

  test('is reported once when the score falls and once when it recovers, and never where the webhook is', async () => {
    await runs(2);
    await slack();
    expect(await titles()).toEqual([]);
    await runs(3, 'failure');
    const fell = await slack();
    await slack();
    await at.addRun('failure', { reports: goodReports });
    await slack();
    expect(await titles()).toEqual([expect.stringContaining('Readiness below 90 %')]);
    await runs(10);
    await slack();
    await slack();
    expect(await titles()).toEqual([
      expect.stringContaining('below'),
      expect.stringContaining('recovered'),
    ]);
    expect(fell.log.replace(`::add-mask::${webhook}`, '')).not.toContain(webhook);
  });

  test('is reported once by two runs that see the same fall', async () => {
    await runs(2);
    await slack();
    await runs(3, 'failure');
    const both = await Promise.all([slack(), slack()]);
    expect(both.map((step) => step.code)).toEqual([0, 0]);
    expect(await titles()).toHaveLength(1);
    expect(history().slack).toMatchObject({ announced: 'below' });
  });

  test('down: the score is recorded all the same and the message is sent by the next run', async () => {
    await runs(3, 'failure');
    at.world.slack.faults.add({
      match: {},
      effect: { kind: 'answer', status: 404, body: 'no_service' },
    });
    const step = await slack();
    expect(step).toMatchObject({ code: 0, outputs: { changed: 'true' } });
    expect(step.log).toContain('the next run retries');
    expect(history().slack).toMatchObject({ announced: 'nothing', pending: 'below' });
    expect(await titles()).toEqual([]);
    await slack();
    expect(await titles()).toHaveLength(1);
    expect(history().slack).toMatchObject({ announced: 'below' });
  });

  test('limiting the rate gets the message after the wait it asked for', async () => {
    await runs(3, 'failure');
    at.world.slack.faults.add({ match: {}, effect: { kind: 'rateLimited', retryAfter: 20 } });
    await dashboardFast({ SLACK_WEBHOOK_URL: webhook });
    expect(await titles()).toHaveLength(1);
  });

  test('gets the digest once a week', async () => {
    await runs(3);
    await slack();
    const files = {
      'history.json': JSON.stringify({
        ...history(),
        slack: { announced: 'nothing', digest: '2020-W01' },
      }),
    };
    await at.world.push('orders-service', data, files);
    await slack();
    await slack();
    expect(await titles()).toEqual([expect.stringContaining('Weekly readiness digest')]);
  });
});

describe('faults of GitHub', () => {
  beforeEach(() => runs(2));

  test.each([
    ['a secondary rate limit', { kind: 'secondaryLimit', retryAfter: 20 }],
    ['a server error', { kind: 'answer', status: 502 }],
    ['a dropped connection', { kind: 'drop' }],
    ['a truncated answer', { kind: 'truncate' }],
  ] as const)('%s is waited out and tried again', async (_name, effect) => {
    at.world.github.faults.add({ match: { method: 'GET', path: /\/runs$/ }, effect });
    const step = await dashboardFast();
    expect(step).toMatchObject({ code: 0, outputs: { score: '99.4' } });
    expect(at.world.github.faults.pending()).toEqual([]);
  });

  test('an expired token ends the step with what to do, and without the token in the log', async () => {
    const step = await dashboard({}, { 'github-token': 'ghs_expired_token' });
    expect(step.code).toBe(1);
    expect(step.log).toContain('the token is wrong or has expired');
    expect(step.log.replace('::add-mask::ghs_expired_token', '')).not.toContain(
      'ghs_expired_token',
    );
  });

  test('a run that is deleted between list and jobs is left out', async () => {
    at.world.github.faults.add({
      match: { path: /\/jobs$/ },
      effect: { kind: 'answer', status: 404, body: { message: 'Not Found' } },
    });
    expect((await dashboard()).code).toBe(0);
    expect(history().runs).toHaveLength(1);
  });

  test('artifacts that expired or cannot be unpacked are missing inputs, named', async () => {
    await at.addRun('success', { reports: { 'coverage.json': 'not json' } });
    expect((await dashboard()).code).toBe(0);
    const { lines } = documentSchema.parse(JSON.parse(at.fileOf(data, 'readiness.json') ?? ''));
    expect(lines.find((line) => line.id === 'line-coverage')).toMatchObject({
      state: 'missing',
      points: 0,
    });
  });
});

test('a hostile artifact: files outside the directory, a huge one and unknown names are left alone', async () => {
  await at.addRun('success', {
    reports: {
      ...goodReports,
      '../../escape.txt': 'x',
      '/etc/gatehouse': 'x',
      'sub/ruff.json': '[1]',
      'junit.xml': new Uint8Array(40 * 1024 * 1024),
    },
  });
  const step = await dashboard();
  expect(step.code).toBe(0);
  const { lines, tests } = documentSchema.parse(
    JSON.parse(at.fileOf(data, 'readiness.json') ?? ''),
  );
  expect(lines.find((line) => line.id === 'lint')).toMatchObject({ state: 'measured', points: 5 });
  expect(tests).toBeUndefined();
});

test('a test that flakes in one attempt and passes in the next is found flaky', async () => {
  const flaked =
    goodReports['junit.xml']?.replace(
      '<testcase classname="tests.test_a" name="test_a" time="0.1"/>',
      '<testcase classname="tests.test_a" name="test_a"><failure/></testcase>',
    ) ?? '';
  const run = await at.addRun('failure', { reports: { ...goodReports, 'junit.xml': flaked } });
  await dashboard();
  await at.addRun('success', { reports: goodReports, rerunOf: run });
  await dashboard();
  expect(history().observations).toMatchObject([
    { attempt: 1, failed: ['tests.test_a::test_a'] },
    { attempt: 2, failed: [] },
  ]);
  expect(at.fileOf(data, 'README.md')).toContain('## Flaky tests');
});
