import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runStep } from './action-process';
import { actionWorld, fullName, repository, workflowToken, type ActionWorld } from './action-world';

const directory = scratchDirectory('gate-report');
let at: ActionWorld;

beforeAll(async () => {
  at = await actionWorld(directory);
  await at.world.push(repository, 'main', {
    'pyproject.toml':
      '[project]\nname = "orders"\ndependencies = ["a==1"]\n\n[tool.coverage.report]\nfail_under = 90\n',
    'tests/test_orders.py': 'def test_total():\n    assert True\n',
    '.github/workflows/ci.yml': 'name: CI\n',
  });
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  expect(violations).toEqual([]);
});

const api = async (method: string, route: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${at.world.githubUrl}/repos/${fullName}${route}`, {
    method,
    headers: { authorization: `Bearer ${at.world.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

/** A pull request with these files, null for one that goes, and what the trusted job makes of its run. */
async function commented(
  branch: string,
  files: Readonly<Record<string, string | null>>,
): Promise<{ readonly log: string; readonly body: string | undefined }> {
  const head = await at.world.push(repository, branch, files);
  const { number } = (await api('POST', '/pulls', {
    ...{ title: branch, head: branch, base: 'main' },
  })) as { number: number };
  const run = await at.world.addRun({
    ...{ repository, workflow: 'ci.yml', branch, headSha: head },
    ...{ event: 'pull_request', conclusion: 'failure' },
  });
  const { log } = await runStep(builtAction, {
    cwd: at.workspace,
    inputs: {
      command: 'publish-comment',
      'github-token': workflowToken,
      artifact: path.join(directory, 'none'),
      'run-id': String(run),
      'head-sha': head,
    },
    env: { ...at.env, GITHUB_EVENT_NAME: 'workflow_run' },
  });
  const comments = (await api('GET', `/issues/${number}/comments`)) as { body: string }[];
  return { log, body: comments[0]?.body };
}

test('what a pull request does to its gate is in the comment, although its run left no numbers', async () => {
  const { body } = await commented('weaker', {
    '.github/workflows/ci.yml': 'name: CI\non: push\n',
    'pyproject.toml':
      '[project]\nname = "orders"\ndependencies = ["a>=1"]\n\n[tool.coverage.report]\nfail_under = 9\n\n[tool.coverage.run]\nomit = ["src/*"]\n',
    'src/orders/new.py': 'import os  # noqa: F401\n',
    'tests/test_orders.py': null,
  });
  expect(body?.split('\n').slice(0, 15)).toEqual([
    '<!-- gatehouse:readiness -->',
    '## ⚠️ Release readiness: not known',
    '',
    'The run left no numbers that can be read: `the artifact is empty or absent`',
    '',
    '**⚠️ This change touches its own gate**',
    '',
    '- workflow or local action: `.github/workflows/ci.yml`',
    '- threshold: `pyproject.toml` (`tool.coverage.report.fail_under` 90 → 9)',
    '- what coverage measures: `pyproject.toml` (`tool.coverage.run.omit`)',
    '- finding suppressed: `src/orders/new.py` 1 (`noqa`)',
    '- test removed: `tests/test_orders.py`',
    '- dependency no longer pinned: `pyproject.toml` (`a`)',
    '',
    expect.stringContaining('<sub>Commit ') as string,
  ]);
});

test('a change that leaves the gate alone gets no comment without numbers', async () => {
  const { body, log } = await commented('harmless', { 'src/orders/more.py': 'x = 1\n' });
  expect(body).toBeUndefined();
  expect(log).toContain('::warning::no comment: the artifact is empty or absent');
});

test('a path is shown as what it is and writes nothing into the comment', async () => {
  const name = '.github/workflows/[x](http:__evil) `@everyone`.yml';
  const { body } = await commented('named', { [name]: 'on: push\n' });
  expect(body).toContain(
    "- workflow or local action: `.github/workflows/[x](http:__evil) '@everyone'.yml`\n",
  );
});

test('a base that moved on is not part of the change', async () => {
  const head = await at.world.push(repository, 'behind', { 'src/orders/x.py': 'x = 1\n' });
  expect(head).not.toBe('');
  await at.world.push(repository, 'main', { 'pyproject.toml': '[tool.mypy]\nstrict = true\n' });
  const { body } = await commented('behind', { 'setup.cfg': '[metadata]\nname = x\n' });
  expect(body).toBeUndefined();
});
