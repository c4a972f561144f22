import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { exampleRun } from '../../core/readiness/example-facts';
import { emptyHistory } from '../../core/readiness/history';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { runGatehouse } from './run-gatehouse';

let world: TestWorld;
let directory: string;

function history(...seconds: readonly number[]): string {
  const runs = seconds.map((each, index) => ({
    ...exampleRun(index * 240),
    jobs: [
      {
        ...{ name: 'Test Suite (3.12)', conclusion: 'success', attempt: 1, seconds: each },
        ...{ runner: 'ubuntu-24.04', from: 0, queued: 3 },
      },
      {
        ...{ name: 'CI Success', conclusion: 'success', attempt: 1, seconds: 5 },
        ...{ runner: 'ubuntu-24.04', from: each + 1, queued: 3 },
      },
    ],
  }));
  return JSON.stringify({ ...emptyHistory, runs });
}

/** Twelve days with runs of five minutes, twelve with runs of two, one of them cancelled; and eleven runs of pull requests. */
function cheaper(): string {
  const { runs } = JSON.parse(
    history(...Array.from({ length: 24 }, (_, index) => (index < 12 ? 290 : 110))),
  ) as { readonly runs: readonly ReturnType<typeof exampleRun>[] };
  const daily = runs.map((run, index) => ({ ...run, ...timesOf(exampleRun(index * 24)) }));
  const cancelled = { ...exampleRun(300, 'cancelled'), jobs: [] };
  const changes = Array.from({ length: 11 }, (_, index) => ({
    ...{ pullRequest: index + 1, commit: 'c'.repeat(40), run: 1000 + index, lines: [] },
    at: new Date(Date.UTC(2026, 0, 5 + index)).toISOString(),
  }));
  return JSON.stringify({ ...emptyHistory, runs: [...daily, cancelled], changes });
}

const timesOf = ({ startedAt, completedAt }: ReturnType<typeof exampleRun>) => ({
  startedAt,
  completedAt,
});

beforeAll(async () => {
  world = await openTestWorld();
  const texts = {
    cheaper: cheaper(),
    orders: history(130, 100, 110),
    billing: history(20),
    damaged: '{',
  };
  for (const [name, text] of Object.entries(texts)) {
    await world.make(name);
    await world.push(name, 'gatehouse-data', { 'history.json': text });
  }
  await world.make('fresh');
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-cost-'));
  const project = { name: 'gatehouse', runtime: 'nodejs', main: 'infra' };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  const config = {
    'gatehouse:github': { owner: world.owner },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:cost': { pullRequestRuns: 0, pushRuns: 100 },
    'gatehouse:repositories': ['orders', 'billing', 'fresh', 'damaged', 'cheaper'].map((name) => ({
      name,
    })),
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify({ config }));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function cost(...args: readonly string[]) {
  const before = world.github.requests.length;
  const ended = await runGatehouse(directory, world, ['cost', ...args]);
  return { ...ended, sent: world.github.requests.length - before };
}

test('says what CI costs, what keeps runs waiting and what would save, in one request a repository', async () => {
  const { code, stdout, stderr, sent } = await cost(
    '--only',
    '*',
    '--only',
    '!damaged',
    '--only',
    '!cheaper',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(sent).toBe(3);
  // Twenty days with three runs; of billing less than a week is known, so that a hundred are assumed.
  const month = (2 / 20) * (365 / 12);
  const orders = (10 / 3) * month;
  expect(stdout).toContain(`prod: ${String(Math.round(orders + 200))} minutes of CI in a month`);
  expect(stdout).toContain(
    `${world.owner}/billing: 200 minutes in a month, $1.20; 2.0 a run, done after 26 s (1 run measured)`,
  );
  expect(stdout).toContain(
    '  Test Suite (3.12): 70 % of the minutes, median 110 s, keeps 100 % of runs waiting',
  );
  expect(stdout).toContain(
    '  100 runs of the branch and 0 of pull requests (assumed: cost.pullRequestRuns)\n',
  );
  expect(stdout).toContain(`${world.owner}/fresh: no run is recorded yet`);
  expect(stdout).toContain(`  ${world.owner}/billing: runners with ARM, $0.20`);
  expect(stdout).toMatch(
    /gatehouse:cost:\n {2}measured:\n {4}"?on"?: \d{4}-\d\d-\d\d\n {4}minutes:\n {6}test: 2\n/,
  );
});

test('counts runs of pull requests, estimates cancelled ones, and shows what a saving came to', async () => {
  const { code, stdout } = await cost('--only', 'cheaper');
  expect(code).toBe(0);
  const perDay = 365 / 12;
  const ofBranch = Math.round(perDay);
  expect(stdout).toContain(
    `  ${String(ofBranch)} runs of the branch and ${String(Math.round(perDay))} of pull requests (counted by the records of their gates, so without forks and runs that ended before); about `,
  );
  expect(stdout).toMatch(/; about \d+ minutes of cancelled runs among them\n/);
  const minutes = Math.round(3 * 2 * perDay);
  expect(stdout).toContain(
    `  Since 0000000 (2026-01-17) a run costs 3 billed minutes instead of 6 ($0.018 instead of $0.036). In a month ${String(minutes)} minutes and $${(0.018 * 2 * perDay).toFixed(2)} less.\n`,
  );
});

test('a history that cannot be read is named, and the exit code says so', async () => {
  const { code, stdout } = await cost('--json');
  expect(code).toBe(1);
  const { repositories } = JSON.parse(stdout) as { repositories: { failure?: string }[] };
  expect(repositories.map(({ failure }) => failure)).toEqual([
    ...[undefined, undefined, undefined],
    expect.stringContaining('history.json on gatehouse-data of damaged'),
  ]);
});
