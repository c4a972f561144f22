import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { documentSchema } from '../../../core/readiness/report/document';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runStep } from './action-process';
import { actionWorld, fullName, repository, scoringInputs, type ActionWorld } from './action-world';

const directory = scratchDirectory('override');
let at: ActionWorld;
let head = '';
let pull = 0;

beforeAll(async () => {
  at = await actionWorld(directory);
  for (let run = 0; run < 10; run += 1) await at.addRun('success');
  head = await at.world.push(repository, 'feature', { 'src/orders/new.py': '"""New."""\n' });
  const made = { title: 'New', head: 'feature', base: 'main' };
  pull = ((await api('POST', '/pulls', made, at.world.token)) as { number: number }).number;
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  expect(violations).toEqual([]);
});

async function api(method: string, route: string, body?: unknown, token = 'ghp_maya') {
  const answer = await fetch(`${at.world.githubUrl}/repos/${fullName}${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const needs = JSON.stringify(
  Object.fromEntries(['lint', 'test', 'security'].map((job) => [job, { result: 'success' }])),
);
/** The gate of a change with nothing to show for it. */
const gate = (event: unknown, name: string) =>
  runStep(builtAction, {
    cwd: at.workspace,
    inputs: { command: 'gate', ...scoringInputs, needs, reports: 'nowhere' },
    env: { ...at.env, GITHUB_EVENT_NAME: name },
    event,
  });
const document = () =>
  documentSchema.parse(JSON.parse(readFileSync(path.join(at.workspace, 'readiness.json'), 'utf8')));

const event = () => ({
  repository: { default_branch: 'main' },
  pull_request: { number: pull, head: { sha: head, repo: { full_name: fullName } } },
});
const maya = (role: 'write' | 'maintain') =>
  at.world.github.world.tokens.set('ghp_maya', {
    ...{ token: 'ghp_maya', login: 'maya', kind: 'classic', scopes: ['repo'], role },
  });
/** The gate, once Maya, who sets the label, has a role. */
const labelled = (role: 'write' | 'maintain', what: unknown, name: string) => {
  maya(role);
  return gate(what, name);
};
/** The run that the push of the present head starts. */
const startCi = (minutesAgo = 10) =>
  at.world.addRun({
    ...{ repository, workflow: 'ci.yml', branch: 'feature', event: 'pull_request' },
    ...{ headSha: head, conclusion: 'failure' },
    createdAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  });
const setLabel = () => api('POST', `/issues/${pull}/labels`, { labels: ['readiness-override'] });
beforeAll(async () => {
  maya('write');
  await startCi();
  await setLabel();
});

test('without a reason does not count', async () => {
  const step = await labelled('maintain', event(), 'pull_request');
  expect(step).toMatchObject({ code: 1, outputs: { overridden: 'false' } });
  expect(step.log).toContain('without a reason');
});

test('with a reason counts from a maintainer only, in the pull request and in its merge queue; who, when and why are recorded', async () => {
  const reason = { body: 'readiness-override: the release cannot wait' };
  await api('POST', `/issues/${pull}/comments`, reason);
  expect(await labelled('write', event(), 'pull_request')).toMatchObject({ code: 1 });
  expect(await labelled('maintain', event(), 'pull_request')).toMatchObject({
    code: 0,
    outputs: { overridden: 'true', passed: 'true' },
  });
  expect(document().override).toEqual({
    by: 'maya',
    at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
    reason: 'the release cannot wait',
  });
  const queued = {
    repository: { default_branch: 'main' },
    merge_group: {
      head_sha: head,
      head_ref: `refs/heads/gh-readonly-queue/main/pr-${pull}-${head}`,
    },
  };
  expect(await labelled('maintain', queued, 'merge_group')).toMatchObject({
    code: 0,
    outputs: { overridden: 'true' },
  });
});

test('is void once the commit is pushed again or another one is, until it is set again', async () => {
  const refused = { code: 1, outputs: { overridden: 'false' } };
  // The same commit after another one was the head in between: its first run is older than the label.
  await startCi(-10);
  const step = await labelled('maintain', event(), 'pull_request');
  expect(step).toMatchObject(refused);
  expect(step.log).toContain('not set after this commit was pushed');
  const former = event();
  head = await at.world.push(repository, 'feature', { 'src/orders/more.py': 'more = 1\n' });
  // No run is known of the new head; and a re-run for the former one no longer speaks of the head.
  expect(await labelled('maintain', event(), 'pull_request')).toMatchObject(refused);
  expect(await labelled('maintain', former, 'pull_request')).toMatchObject(refused);
  await startCi(1);
  await api('DELETE', `/issues/${pull}/labels/readiness-override`);
  await setLabel();
  expect(await labelled('maintain', event(), 'pull_request')).toMatchObject({
    code: 0,
    outputs: { overridden: 'true' },
  });
});
