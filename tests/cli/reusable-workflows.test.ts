import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { ciPath } from '../../core/kernel/delivered-names';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { writeLinkedProject } from './linked-project';
import { runGatehouse } from './run-gatehouse';

const python = {
  'pyproject.toml': '[project]\nname = "service"\nversion = "1"\n',
  'requirements.txt': 'pytest==8.4.2\n',
  'uv.lock': '',
};

let world: TestWorld;
let directory: string;

beforeAll(async () => {
  world = await openTestWorld();
  await world.make('ci', { 'README.md': 'Shared workflows\n' });
  for (const name of ['orders', 'billing', 'search']) await world.make(name, python);
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-reuse-'));
  writeLinkedProject(directory);
  writeFileSync(path.join(directory, 'policies.json'), JSON.stringify(exempt));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

/** `search` tests longer than the others, so that its pipeline is another one. */
function wants(lint: number, search: object = { timeouts: { test: 60 } }, delivery = {}): void {
  const value = {
    config: {
      'gatehouse:github': { owner: world.owner },
      'gatehouse:delivery': delivery,
      'gatehouse:defaults': {
        protection: { kind: 'none' },
        timeouts: { lint },
        reuse: { repository: 'ci' },
      },
      'gatehouse:repositories': [
        { name: 'orders' },
        { name: 'billing' },
        { name: 'search', ...search },
      ],
    },
  };
  writeFileSync(path.join(directory, 'Pulumi.prod.yaml'), stringify(value));
}

const gatehouse = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await runGatehouse(directory, world, args);
  expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  return stdout;
};
const pack = path.resolve(__dirname, '..', '..', 'policies');
/** No branch of this stack is protected by it, which is not what is tried here. */
const exempt = { 'branch-protected': { exempt: ['ci', 'orders', 'billing', 'search'] } };
const judged = (): readonly string[] => [
  ...['--policy-pack', pack],
  ...['--policy-pack-config', path.join(directory, 'policies.json')],
];
const up = () => gatehouse('up', '--yes');
const git = (repository: string, ...args: string[]) => world.git(repository, ...args).trim();
const head = (repository: string) => git(repository, 'rev-parse', 'main');
const commits = (repository: string) => Number(git(repository, 'rev-list', '--count', 'main'));
const count = () => ['ci', 'orders', 'billing', 'search'].map(commits);
const workflows = (commit: string) =>
  git('ci', 'ls-tree', '--name-only', commit, '.github/workflows/').split('\n');

/** What a repository calls. */
function call(
  repository: string,
  branch = 'main',
): { readonly file: string; readonly commit: string } {
  const text = git(repository, 'show', `${branch}:${ciPath}`);
  const [, file = '', commit = ''] =
    new RegExp(`uses: ${world.owner}/ci/(\\S+)@([0-9a-f]{40})$`, 'm').exec(text) ?? [];
  return { file, commit };
}

test('one pipeline in a central repository, called at its commit; a change is one commit there and one line in each caller', async () => {
  wants(15);
  const before = count();

  const first = await gatehouse('up', '--yes', ...judged());
  expect(first).toContain('policies passed');
  expect(count()).toEqual(before.map((one) => one + 1));
  expect(workflows(head('ci'))).toEqual([call('orders').file, call('search').file].sort());
  expect(call('orders')).toEqual({ file: call('billing').file, commit: head('ci') });
  expect(call('search').file).not.toBe(call('orders').file);

  const again = await up();
  expect(again).toContain('no changes');
  expect(count()).toEqual(before.map((one) => one + 1));

  // Of one repository: only the pipeline that it calls changes.
  const [old, unchanged] = [call('search'), call('orders')];
  wants(15, { timeouts: { test: 45 } });
  await up();
  expect(count()).toEqual(before.map((one, index) => one + ([0, 3].includes(index) ? 2 : 1)));
  expect(call('orders')).toEqual(unchanged);
  expect(call('search').commit).toBe(head('ci'));
  // What a caller that has not changed yet names is still there.
  expect(workflows(old.commit)).toContain(old.file);
  expect(workflows(head('ci'))).not.toContain(old.file);

  // Of all of them; and whoever leaves takes the pipeline along.
  wants(20, { eject: true });
  await up();
  expect(count()).toEqual(before.map((one, index) => one + ([0, 3].includes(index) ? 3 : 2)));
  for (const name of ['orders', 'billing']) {
    expect(call(name).commit).toBe(head('ci'));
    expect(git(name, 'show', '--numstat', '--format=', 'main')).toBe(`1\t1\t${ciPath}`);
  }
  const own = git('search', 'show', `main:${ciPath}`);
  expect(own).toContain('name: Lint & Format');
  expect(own).not.toContain(`${world.owner}/ci/`);
  expect(workflows(head('ci'))).toEqual([call('orders').file]);

  // By pull request a repository calls what it did until that is merged, and the central one is ahead.
  const [called, mainBefore] = [call('orders'), head('orders')];
  wants(25, { eject: true }, { mode: 'pullRequest' });
  await up();
  expect(head('orders')).toBe(mainBefore);
  expect(call('orders')).toEqual(called);
  const waiting = call('orders', 'gatehouse/pipeline');
  expect(waiting.commit).toBe(head('ci'));
  expect(workflows(waiting.commit)).toEqual([waiting.file]);
  expect(workflows(called.commit)).toContain(called.file);
}, 600_000);
