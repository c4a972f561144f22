import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { testRecordArtifact, testRecordFile } from '../../core/readiness/test-record';
import { builtAction, runStep } from '../runtime/action/action-process';
import {
  actionWorld,
  type ActionWorld,
  fullName,
  goodReports,
  repository,
  scoringInputs,
} from '../runtime/action/action-world';
import { runGatehouse } from './run-gatehouse';

// Octokit takes this module's default export, which the test runner's module interop hides behind `default`.
jest.mock('before-after-hook', () => {
  const hook: { readonly default: object } = jest.requireActual('before-after-hook');
  return hook.default;
});

const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-record-'));
let at: ActionWorld;

beforeAll(async () => {
  at = await actionWorld(path.join(directory, 'github'));
  const project = { name: 'gatehouse', runtime: 'nodejs', main: 'infra' };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  const config = {
    'gatehouse:github': { owner: at.world.owner },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:repositories': [{ name: repository }],
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify({ config }));
});
afterAll(async () => {
  const { violations } = at.world.github;
  await at.close();
  rmSync(directory, { recursive: true, force: true });
  expect(violations).toEqual([]);
});

const step = (inputs: Readonly<Record<string, string>>, event: object) =>
  runStep(builtAction, {
    cwd: at.workspace,
    inputs: { ...scoringInputs, ...inputs },
    env: at.env,
    event: { repository: { default_branch: 'main' }, ...event },
  });

/** What the gate of a pull request leaves for its run to upload. */
async function recordOf(number: number, sha: string, coveredLines: number): Promise<string> {
  const folder = `reports-of-${String(number)}`;
  mkdirSync(path.join(at.workspace, folder));
  const coverage = JSON.stringify({
    totals: { covered_lines: coveredLines, num_statements: 100 },
    files: { 'src/orders/app.py': { summary: { missing_lines: 100 - coveredLines } } },
  });
  for (const [name, text] of Object.entries({ ...goodReports, 'coverage.json': coverage }))
    writeFileSync(path.join(at.workspace, folder, name), text);
  const head = { sha, repo: { full_name: fullName } };
  const needs = { lint: 'success', test: 'success', security: 'success' };
  const { code, log } = await step(
    {
      ...{ command: 'gate', reports: folder },
      needs: JSON.stringify(
        Object.fromEntries(Object.entries(needs).map(([job, result]) => [job, { result }])),
      ),
    },
    { pull_request: { number, head } },
  );
  expect({ code, log: code === 0 ? '' : log }).toEqual({ code: 0, log: '' });
  return readFileSync(path.join(at.workspace, folder, testRecordFile), 'utf8');
}

test('what the gate measured of a pull request is kept by a look at the branch, and judged by other settings', async () => {
  for (const [number, covered] of [
    [7, 92],
    [8, 98],
  ] as const) {
    const headSha = await at.world.push(repository, `feature-${String(number)}`, { 'x.py': '' });
    await at.world.addRun({
      ...{ repository, workflow: 'ci.yml', event: 'pull_request', headSha },
      branch: `feature-${String(number)}`,
      artifacts: {
        [testRecordArtifact]: { [testRecordFile]: await recordOf(number, headSha, covered) },
      },
    });
  }
  await at.addRun('success', { reports: goodReports });
  expect((await step({ command: 'dashboard' }, {})).code).toBe(0);
  const replayed = await runGatehouse(directory, at.world, [
    ...['replay', '--set', 'gates.coverage=95'],
  ]);
  expect(replayed).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'gatehouse/prod: 2 recorded pull requests, at most 20 of each of 1 repository',
      'As configured: would have blocked no pull request',
      'With gates.coverage=95: would have blocked 1 pull request in 1 repository, 1 for coverage',
      `  ${fullName}: #7 (coverage)`,
      '',
    ].join('\n'),
  });
});
