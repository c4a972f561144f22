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

beforeAll(async () => {
  world = await openTestWorld();
  const texts = { orders: history(130, 100, 110), billing: history(20), damaged: '{' };
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
    'gatehouse:repositories': ['orders', 'billing', 'fresh', 'damaged'].map((name) => ({ name })),
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
  const { code, stdout, stderr, sent } = await cost('--only', '*', '--only', '!damaged');
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
  expect(stdout).toContain(`${world.owner}/fresh: no run is recorded yet`);
  expect(stdout).toContain(`  ${world.owner}/billing: runners with ARM, $0.20`);
  expect(stdout).toMatch(
    /gatehouse:cost:\n {2}measured:\n {4}"?on"?: \d{4}-\d\d-\d\d\n {4}minutes:\n {6}test: 2\n/,
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
