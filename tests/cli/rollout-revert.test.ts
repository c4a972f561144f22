// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { loadStack } from '../../core/config/load';
import { marker } from '../../core/kernel/marker';
import { GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { revertText } from '../../cli/report/rollout-text';
import { revertWave } from '../../cli/rollout/revert';
import { type DeliveredFiles } from '../../cli/rollout/stack-preview';

const ci = '.github/workflows/ci.yml';
const make = '.github/gatehouse/preflight.mk';
const old = '.github/workflows/old.yml';
const added = '.github/workflows/added.yml';
const theirs = '.github/workflows/theirs.yml';
const generated = (text: string): string => `# ${marker[0]}\n${text}\n`;
const before = { [ci]: generated('v1'), [make]: 'v1\n', [old]: generated('v1'), [theirs]: 'a\n' };
const wave = {
  ...{ [ci]: generated('v2'), [make]: 'v2\n', [old]: null, [added]: generated('v2') },
};
const names = ['orders', 'billing', 'waiting', 'new', 'gone'];

let world: TestWorld;
let now = new Date('2026-03-01T09:00:00Z');
const startedAt = '2026-03-02T09:00:00.000Z';

beforeAll(async () => {
  world = await openTestWorld({ clock: () => now });
  for (const name of names) await world.make(name);
  for (const name of ['orders', 'billing', 'waiting']) await world.push(name, 'main', before);
  now = new Date('2026-03-02T09:00:05Z');
  for (const name of ['orders', 'billing', 'new']) await world.push(name, 'main', wave);
  now = new Date('2026-03-02T12:00:00Z');
  await world.push('orders', 'main', { [theirs]: 'b\n', 'README.md': 'New\n' });
  await world.push('billing', 'main', { [make]: 'by hand\n' });
  inState = new Map([
    ...['orders', 'billing', 'new'].map((name) => [name, delivered(name)] as const),
    ['waiting', delivered('waiting', 'https://github.com/acme/waiting/pull/4')] as const,
  ]);
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

/** What the wave delivered, by repository, as the state of the stack has it. */
let inState: ReadonlyMap<string, DeliveredFiles>;

function delivered(name: string, pullRequest?: string): DeliveredFiles {
  const paths = [ci, make, added];
  const at = name === 'billing' ? 'main~1' : 'main';
  const hash = (path: string): string => world.git(name, 'rev-parse', `${at}:${path}`);
  const blobs = Object.fromEntries(
    pullRequest === undefined ? paths.map((path) => [path, hash(path)]) : [],
  );
  return { blobs, pullRequest };
}

function revert(open: boolean) {
  const { owner, token, githubUrl: baseUrl } = world;
  const stack = names.filter((name) => name !== 'gone').map((name) => ({ name }));
  const values = {
    ...{ github: JSON.stringify({ owner }), delivery: '{"mode":"pullRequest"}' },
    repositories: JSON.stringify(stack),
  };
  const loaded = loadStack({ file: 'Pulumi.prod.yaml', values, isSecret: () => false });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const last = {
    wave: { number: 2, startedAt, finished: true, repositories: names },
    ...{ waiting: [], verdict: undefined, failing: [] },
  };
  const preview = {
    ...{ changed: new Map(), shared: [], waiting: new Set<string>(), settling: new Set<string>() },
    delivered: inState,
  };
  const rollout = {
    ...{ stack: 'gatehouse/prod', stackName: 'prod', config: loaded.config },
    settings: { ...loaded.config.rollout, repository: 'ci-rollout' },
    client: new GitHubClient(readConnection({ owner, token, baseUrl }), { secondMs: 1 }),
    pulumi: () => Promise.reject(new Error('the engine has nothing to do here')),
    now: () => now,
  };
  return revertWave(rollout, { last, preview }, open);
}

const pulls = (): readonly string[] =>
  names.flatMap((name) =>
    world.github.world
      .required(world.owner, name)
      .issues.flatMap(({ pull, state }) =>
        pull !== undefined && state === 'open' ? [`${name} ${pull.headRef}`] : [],
      ),
  );

test('a preview says what each repository gets back, and changes nothing', async () => {
  const requests = world.requests.length;
  expect(revertText(await revert(false))).toBe(
    [
      'orders: 4 files as before the wave',
      `  restores ${make}`,
      `  removes ${added}`,
      `  restores ${ci}`,
      `  restores ${old}`,
      'billing: 3 files as before the wave',
      `  removes ${added}`,
      `  restores ${ci}`,
      `  restores ${old}`,
      `  leaves ${make}, which was changed since`,
      'waiting is not merged yet: close https://github.com/acme/waiting/pull/4',
      'new had no pipeline before the wave; `gatehouse eject` takes it out of the stack',
      'gone is not in the stack any more',
      'Nothing was changed; --yes opens the pull requests.',
      '',
    ].join('\n'),
  );
  expect(pulls()).toEqual([]);
  const writes = world.requests
    .slice(requests)
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql'));
  expect(writes).toEqual([]);
});

test('one pull request each gives the files back, and a second time nothing is opened', async () => {
  const branch = 'gatehouse/revert-wave-2';
  for (const _again of [1, 2]) {
    const opened = await revert(true);
    expect(opened.map(({ pullRequest }) => pullRequest !== undefined)).toEqual([
      ...[true, true, false, false, false],
    ]);
    expect(pulls()).toEqual([`orders ${branch}`, `billing ${branch}`]);
  }
  for (const path of [ci, make, old]) {
    expect(`${world.git('orders', 'show', `${branch}:${path}`)}\n`).toBe(
      before[path as keyof typeof before],
    );
  }
  expect(world.git('orders', 'ls-tree', '-r', '--name-only', branch)).not.toContain(added);
  expect(world.git('orders', 'show', `${branch}:${theirs}`)).toBe('b');
  expect(world.git('billing', 'show', `${branch}:${make}`)).toBe('by hand');
});

test('what was reverted already has its former files', async () => {
  world.git('orders', 'update-ref', 'refs/heads/main', 'gatehouse/revert-wave-2');
  const [orders] = await revert(false);
  expect(orders).toMatchObject({ files: [], nothing: 'has its former files' });
});
