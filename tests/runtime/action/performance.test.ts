import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { historySchema } from '../../../core/readiness/history';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runLocally, runStep } from './action-process';
import {
  actionWorld,
  fullName,
  goodReports,
  repository,
  scoringInputs,
  workflowToken,
  type ActionWorld,
} from './action-world';

/* What benchmarks measure, from the job that runs them to the dashboard and to the comment on a pull request. */

const directory = scratchDirectory('performance');
const data = 'gatehouse-data';
const artifact = 'pr-comment';
let at: ActionWorld;

beforeAll(async () => {
  at = await actionWorld(directory);
  mkdirSync(path.join(at.workspace, 'base'));
  const reports = path.join(at.workspace, 'reports');
  mkdirSync(reports);
  for (const [name, text] of Object.entries(goodReports))
    writeFileSync(path.join(reports, name), text);
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  expect(violations).toEqual([]);
});

/** The text of performance.json of a run whose benchmark takes so many seconds, beside its base. */
async function measured(seconds: number, base?: number, name = 'parse'): Promise<string> {
  writeFileSync(path.join(at.workspace, 'seconds'), String(seconds));
  writeFileSync(path.join(at.workspace, 'base', 'seconds'), String(base ?? seconds));
  const { code } = await runLocally(
    builtAction,
    Object.entries({
      ...{ form: 'json', minutes: '1', mode: 'warn', output: 'performance/performance.json' },
      ...{ runner: 'ubuntu-24.04', python: '3.12' },
      ...(base === undefined ? {} : { base: 'base' }),
      benchmarks: `sleep 0.02; echo "{\\"${name}\\": $(cat seconds)}" > "$BENCHMARK_JSON"`,
    }).reduce<string[]>((all, [key, value]) => [...all, `--${key}`, value], ['measure']),
    at.workspace,
  );
  expect(code).toBe(0);
  return readFileSync(path.join(at.workspace, 'performance', 'performance.json'), 'utf8');
}

const dashboard = () =>
  runStep(builtAction, {
    cwd: at.workspace,
    inputs: { command: 'dashboard', ...scoringInputs },
    env: at.env,
    event: { repository: { default_branch: 'main' } },
  });
const history = () => historySchema.parse(JSON.parse(at.fileOf(data, 'history.json') ?? '{}'));

test('the dashboard keeps the times of each run, and shows since when a benchmark is slower', async () => {
  const fast = await measured(0.2);
  const slow = await measured(0.3);
  let steps = 0;
  for (const text of [...Array<string>(9).fill(fast), ...Array<string>(3).fill(slow)]) {
    await at.addRun('success', { reports: { ...goodReports, 'performance.json': text } });
    const step = await dashboard();
    expect(step.log).not.toContain('::error');
    steps += 1;
    expect(history().performance).toHaveLength(steps);
  }
  const { performance = [], runs } = history();
  expect(performance.map(({ seconds }) => seconds['parse'])).toEqual([
    ...Array<number>(9).fill(0.2),
    ...Array<number>(3).fill(0.3),
  ]);
  expect(performance.at(-1)).toMatchObject({
    ...{ run: runs[0]?.id, commit: runs[0]?.commit, at: runs[0]?.completedAt },
    ...{ runner: 'ubuntu-24.04', python: '3.12' },
  });
  const page = at.fileOf(data, 'README.md') ?? '';
  expect(page).toContain('## Performance');
  expect(page).toMatch(/\| `parse` \| 300 ms \| .* \| 50\.0 % slower since .* \|/);
  const html = at.fileOf(data, 'index.html') ?? '';
  expect(html).toContain('Benchmarks on the default branch; what changed last first');
  expect(html).toMatch(/<code>parse<\/code>/);
}, 120_000);

test('a measurement that is not in its form says nothing, and what was kept stays', async () => {
  const before = history().performance;
  for (const text of ['{', '{"version": 2}', JSON.stringify({ version: 1, benchmarks: [{}] })]) {
    await at.addRun('success', { reports: { ...goodReports, 'performance.json': text } });
    expect((await dashboard()).code).toBe(0);
    expect(history().performance).toEqual(before);
  }
});

test('the comment has the benchmarks of the pull request beside their times on the default branch', async () => {
  const head = await at.world.push(repository, 'feature', { 'src/orders/new.py': '"""New."""\n' });
  const made = await fetch(`${at.world.githubUrl}/repos/${fullName}/pulls`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${at.world.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ title: 'New', head: 'feature', base: 'main' }),
  });
  const { number } = (await made.json()) as { number: number };
  const step = (inputs: Readonly<Record<string, string>>, env = {}) =>
    runStep(builtAction, {
      cwd: at.workspace,
      inputs,
      env: { ...at.env, ...env },
      event: { repository: { default_branch: 'main' } },
    });
  const needs = JSON.stringify({ lint: { result: 'success' }, test: { result: 'success' } });
  await step({ command: 'gate', ...scoringInputs, needs, reports: 'reports' });
  const publish = async (): Promise<string> => {
    const performance = 'performance/performance.json';
    expect((await step({ command: 'comment', output: artifact, performance })).code).toBe(0);
    const run = await at.world.addRun({
      ...{ repository, workflow: 'ci.yml', branch: 'feature', headSha: head },
      ...{ event: 'pull_request', conclusion: 'success' },
    });
    const inputs = {
      ...{ command: 'publish-comment', 'github-token': workflowToken, artifact },
      ...{ 'run-id': String(run), 'head-sha': head },
    };
    expect((await step(inputs, { GITHUB_EVENT_NAME: 'workflow_run' })).code).toBe(0);
    const answer = await fetch(
      `${at.world.githubUrl}/repos/${fullName}/issues/${String(number)}/comments`,
      { headers: { authorization: `Bearer ${at.world.token}` } },
    );
    return ((await answer.json()) as { body: string }[]).map(({ body }) => body).join('');
  };
  await measured(0.36, 0.3);
  const slower = await publish();
  expect(slower).toContain('⚠️ **Performance** against the base: 1 slower');
  expect(slower).toMatch(/\| `parse` \| `[^|]+` \| 360 ms \| 20\.0 % slower .* \|/);
  // A name that only the change has may be anything.
  await measured(0.1, 0.3, 'visit my page');
  const faster = await publish();
  expect(faster).toContain('**Performance** against the base: 1 faster');
  expect(faster).not.toContain('visit my page');
  expect(faster).not.toContain('1 slower');
});
