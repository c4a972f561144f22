import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { addRun } from '../../sandbox/github/add-run';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { runGatehouse } from './run-gatehouse';

const safe = `safe/action@${'c'.repeat(40)}`;
const workflow = (uses: string): string =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${uses}\n`;
const own = 'runs:\n  using: composite\n  steps:\n    - uses: evil/action@v2 # v2\n';

let world: TestWorld;
let directory: string;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('orders', {
    '.github/workflows/ci.yml': workflow('./.github/actions/own'),
    '.github/actions/own/action.yml': own,
  });
  await world.make('billing', { '.github/workflows/ci.yml': workflow('good/action@v1') });
  await world.make('past', { '.github/workflows/ci.yml': workflow('evil/action@v1') });
  const seen = { owner: world.owner, workflow: 'ci.yml' };
  const { world: github } = world.github;
  for (const day of ['01', '10', '11', '20']) {
    const createdAt = `2026-03-${day}T12:00:00Z`;
    for (const repository of ['orders', 'billing']) {
      await addRun(github, { ...seen, repository, createdAt });
    }
  }
  await addRun(github, { ...seen, repository: 'past', createdAt: '2026-02-01T12:00:00Z' });
  // The base branch's workflow runs, whatever the head holds.
  const headSha = await world.push('past', 'topic', {
    '.github/workflows/ci.yml': workflow('good/action@v1'),
  });
  const event = 'pull_request_target';
  const createdAt = '2026-03-12T12:00:00Z';
  await addRun(github, { ...seen, repository: 'past', createdAt, event, headSha });

  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-incident-'));
  const project = { name: 'gatehouse', runtime: 'nodejs', main: 'infra' };
  writeFileSync(path.join(directory, 'Pulumi.yaml'), stringify(project));
  const config = {
    'gatehouse:github': { owner: world.owner },
    'gatehouse:delivery': { mode: 'pullRequest' },
    'gatehouse:repositories': ['orders', 'billing', 'past'].map((name) => ({ name })),
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify({ config }));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function incident(...args: readonly string[]) {
  const before = world.github.requests.length;
  const ended = await runGatehouse(directory, world, ['incident', ...args]);
  const changing = world.github.requests
    .slice(before)
    .filter(({ method, path: to }) => method !== 'GET' && !to.endsWith('/graphql'));
  return { ...ended, changing };
}

/** Branches of the open pull requests of a repository. */
const openPulls = (name: string): readonly string[] =>
  world.github.world
    .required(world.owner, name)
    .issues.flatMap(({ pull, state }) =>
      pull !== undefined && state === 'open' ? [pull.headRef] : [],
    );

const march = ['--from', '2026-03-09', '--to', '2026-03-15'];

test('names the repositories that ran an action between two times, and who may have', async () => {
  const { code, stdout, stderr, changing } = await incident('evil/action@v2', ...march);
  expect(stderr).toBe('');
  expect(code).toBe(2);
  expect(changing).toEqual([]);
  expect(stdout).toContain(
    'acme/orders\n  ran evil/action@v2: .github/workflows/ci.yml by .github/actions/own/action.yml, 2 runs, 2026-03-10T12:00:00Z to 2026-03-11T12:00:00Z\n',
  );
  expect(stdout).not.toContain('acme/billing\n');
  expect(stdout).not.toContain('acme/past\n');
  expect(stdout).toContain('1 of 3 repositories ran it, 0 may have; 5 runs');

  const bad = await incident(`evil/action@${'b'.repeat(40)}`, ...march, '--json');
  expect(JSON.parse(bad.stdout)).toMatchObject({
    repositories: [
      { repository: 'acme/orders', exposures: [{ certainty: 'possible', runs: 2 }] },
      { repository: 'acme/billing', exposures: [] },
      {
        repository: 'acme/past',
        exposures: [{ uses: 'evil/action@v1', certainty: 'possible', runs: 1 }],
      },
    ],
  });
  expect(await incident('other/action', ...march)).toMatchObject({ code: 0 });
});

test('shows how to move away, and opens one pull request each on request', async () => {
  const args = ['evil/action', ...march, '--replace-with', safe, '--version', 'v9'];
  const shown = await incident(...args);
  expect(shown.changing).toEqual([]);
  expect(shown.stdout).toContain(`+    - uses: ${safe} # v9`);
  expect(openPulls('orders')).toEqual([]);

  const opened = await incident(...args, '--open');
  expect(opened.stdout).toMatch(/pull request: http:.*\/acme\/orders\/pull\/1/);
  expect(opened.stdout).toMatch(/pull request: http:.*\/acme\/past\/pull\/1/);
  const branch = 'gatehouse/incident-evil-action';
  expect(world.git('orders', 'show', `${branch}:.github/actions/own/action.yml`)).toContain(
    `uses: ${safe} # v9`,
  );
  expect(openPulls('orders')).toEqual([branch]);
  expect(openPulls('billing')).toEqual([]);
  const again = await incident(...args, '--open');
  expect(again.stdout).toMatch(/pull request: http:.*\/acme\/orders\/pull\/1/);
  expect(openPulls('orders')).toEqual([branch]);
});

test.each([
  [['evil'], 'expected OWNER/NAME'],
  [['evil/action', '--open'], 'needs --replace-with'],
  [['evil/action', '--replace-with', 'safe/action@v1'], 'full commit SHA'],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await incident(...args, ...march);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
