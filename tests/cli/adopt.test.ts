import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { type ImportFile } from '../../core/adoption/import-file';
import { runGatehouse } from './run-gatehouse';

const root = path.resolve(__dirname, '..', '..');
const tests = `on: pull_request
jobs:
  test:
    strategy: { matrix: { python: ['3.11', '3.12'] } }
    name: test (\${{ matrix.python }})
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements.txt
      - run: pytest
`;
const docs = `on: push
jobs:
  docs:
    runs-on: ubuntu-latest
    steps:
      - run: python manage.py check
      - run: mkdocs build --strict
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install ruff
      - run: ruff check .
`;
const files = {
  'pyproject.toml': '[project]\nname = "orders"\nversion = "1"\nrequires-python = ">=3.11"\n',
  'requirements.txt': 'pytest==8.4.2\n',
  'src/orders/__init__.py': '',
  'tests/test_orders.py': 'def test_a(): pass\n',
  '.github/workflows/tests.yml': tests,
  '.github/workflows/docs.yml': docs,
  '.github/dependabot.yml':
    'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule: { interval: daily }\n',
};

let world: TestWorld;
let directory: string;

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world.dispose();
});
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-adopt-'));
  write('Pulumi.yaml', stringify(projectFile()));
  write(
    'Pulumi.prod.yaml',
    stringify({
      config: {
        'gatehouse:github': { owner: world.owner },
        'gatehouse:delivery': { mode: 'pullRequest' },
      },
    }),
  );
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The project's own program and plugin, where they are. */
function projectFile(): object {
  const own = parse(readFileSync(path.join(root, 'Pulumi.yaml'), 'utf8')) as Record<
    string,
    unknown
  >;
  return {
    ...own,
    main: path.join(root, 'infra'),
    plugins: { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] },
  };
}

const write = (file: string, text: string): void => {
  writeFileSync(path.join(directory, file), text);
};
const read = (file: string): string => readFileSync(path.join(directory, file), 'utf8');

const run = (...args: readonly string[]) => runGatehouse(directory, world, args);

test('an existing repository is adopted in two phases, and no setting of it changes in the first', async () => {
  await world.make('orders', files);
  const place = { owner: world.owner, repo: 'orders' };
  const base = 'PUT /repos/{owner}/{repo}';
  await world.octokit.request(`${base}/environments/{environment_name}`, {
    ...place,
    environment_name: 'staging',
    wait_timer: 30,
  });
  await world.octokit.request(`${base}/actions/permissions/workflow`, {
    ...place,
    default_workflow_permissions: 'write',
    can_approve_pull_request_reviews: true,
  });
  await world.octokit.request('POST /repos/{owner}/{repo}/actions/variables', {
    ...place,
    name: 'TIER',
    value: 'gold',
  });
  const before = world.github.requests.length;
  const { code, stdout, stderr } = await run('adopt', `${world.owner}/orders`);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const sent = world.github.requests.slice(before);
  expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);

  const [entry] = (parse(read('fleet/prod.yaml')) as { repositories: readonly object[] })
    .repositories;
  expect(entry).toMatchObject({
    name: 'orders',
    retainOnDelete: true,
    protection: { kind: 'none' },
    dependabot: { enabled: false },
    actions: {
      shaPinningRequired: false,
      defaultWorkflowPermissions: 'write',
      canApprovePullRequestReviews: true,
    },
  });
  expect(read('fleet/prod.yaml')).toMatch(
    /# As it is: 2 uses of actions without a full commit SHA would fail\.\n +shaPinningRequired: false/,
  );
  const { resources } = JSON.parse(read('fleet/prod.import.json')) as ImportFile;
  expect(resources).toEqual([
    { type: 'gatehouse:github:Pipeline', name: 'orders', component: true },
    {
      type: 'gatehouse:github:ActionsSettings',
      name: 'orders-actions',
      component: true,
      parent: 'orders',
    },
    expect.objectContaining({ name: 'orders-actions-permissions', id: 'orders' }),
    expect.objectContaining({ name: 'orders-actions-token', id: 'orders' }),
  ]);
  expect(stdout).toContain('  Changes of settings by the next update:\n    none\n');
  expect(stdout).toContain(
    '.github/workflows/tests.yml test: Test Suite does the same, runs twice until the second phase',
  );
  expect(stdout).toMatch(
    /docs: stays; nothing of the pipeline does it: .*manage\.py check; mkdocs/,
  );
  expect(stdout).toContain('environments: staging (waits 30 min)');
  expect(stdout).toContain('variables: TIER');

  write('fleet/prod.yaml', read('fleet/prod.yaml').replace('name: orders', 'name: orders # ours'));
  const second = await run('adopt', '--phase', '2', `${world.owner}/orders`);
  expect(second.stderr).toBe('');
  expect(read('fleet/prod.yaml')).toContain('name: orders # ours');
  expect(parse(read('fleet/prod.yaml'))).toMatchObject({
    repositories: [
      {
        name: 'orders',
        replaces: ['.github/workflows/tests.yml'],
        replacesJobs: { '.github/workflows/docs.yml': ['lint'] },
      },
    ],
  });
  expect(second.stdout).toContain(
    '.github/workflows/docs.yml: stays: the pipeline does not do all of docs; without lint; the pull request names them',
  );
  expect(second.stdout).toContain(
    '.github/dependabot.yml gets the entries that it lacks, between marks; its own stay.',
  );
  expect(read('fleet/prod.yaml')).not.toContain('dependabot');
  expect(read('fleet/prod.yaml')).not.toContain('kind: none');
  expect(second.stdout).toContain('protection is added: orders-protection-ruleset');
  const ejected = await run('eject', `${world.owner}/orders`);
  expect(ejected).toMatchObject({ code: 0, stderr: '' });
  expect(parse(read('fleet/prod.yaml'))).toMatchObject({ repositories: [{ eject: true }] });
  const again = await run('adopt', '--phase', '2', `${world.owner}/orders`);
  expect(again.stderr).toContain('is not in the first phase');
});

test('what is not a repository of the owner, or no Python project, is refused before anything is written', async () => {
  await world.make('notes', { 'README.md': 'Hello\n' });
  const foreign = await run('adopt', 'someone/orders');
  expect(foreign).toMatchObject({ code: 1, stdout: '' });
  expect(foreign.stderr).toContain('has another owner than the stack');
  const empty = await run('adopt', `${world.owner}/notes`);
  expect(empty).toMatchObject({ code: 1, stdout: '' });
  expect(empty.stderr).toContain(`${world.owner}/notes`);
  const missing = await run('adopt', `${world.owner}/missing`);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toContain('nothing was written');
  expect(existsSync(path.join(directory, 'fleet'))).toBe(false);
});
