import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { DeliveryProject } from './delivery-project';

let world: TestWorld;
let project: DeliveryProject | undefined;
afterEach(async () => {
  project?.remove();
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function projectOf(count: number, more: object = {}): Promise<DeliveryProject> {
  world = await openTestWorld({ rateLimit: 1e9 });
  const names = Array.from({ length: count }, (_, index) => `service-${String(index)}`);
  for (const name of names) await world.make(name);
  return (project = new DeliveryProject(world, names, more));
}

test('an update of 20 repositories that is killed in the middle goes on where it was', async () => {
  const fleet = await projectOf(20);
  const parallel = 2;
  const { child, ended } = fleet.start('up', '--yes', '--parallel', String(parallel));
  let seen = 0;
  // The seventh delivery is on its way then.
  while (seen < 7 && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen = fleet.delivered().filter((count) => count > 0).length;
  }
  child.kill('SIGKILL');
  await ended;
  // What a plugin had begun it may still finish.
  const before = fleet.delivered().filter((count) => count > 0).length;
  expect(before).toBeGreaterThanOrEqual(7);
  expect(before).toBeLessThan(20);

  const { stdout } = await fleet.run('up', '--yes');
  const [, created] = /(\d+) created, \d+ unchanged/.exec(stdout) ?? [];
  // Of the seven that GitHub has, those on their way are not in the state, nor are those whose answer was being noted.
  expect(Number(created)).toBeLessThanOrEqual(20 - 7 + 2 * parallel);
  expect(fleet.delivered()).toEqual(Array(20).fill(1));
  const again = await fleet.run('up', '--yes');
  expect(again.stdout).toContain('no changes');
});

/** Three of the host's look before an update (doctor), two looks at the files, the commit. */
const most = 6;
/** Who the credential is (two), whose the repositories are, what it may read and has left: asked once, however many there are. */
const once = 5;

test.each<[string, object, number]>([
  ['of 20 repositories takes one commit and six requests of each', {}, 0],
  [
    'that marks each repository first takes five more',
    { owner: { stack: 'acme/ci/prod', branch: 'gatehouse-data' } },
    5,
  ],
])('an update %s, and says so before', async (_name, more, marking) => {
  const count = 20;
  const fleet = await projectOf(count, more);
  const first = await fleet.run('up', '--yes');
  expect(fleet.delivered()).toEqual(Array(count).fill(1));
  expect(first.sent).toHaveLength(once + (most + marking) * count);
  expect(fleet.estimated(first.stdout)).toBe((most + marking) * count);
  fleet.wants('second');
  const second = await fleet.run('up', '--yes');
  expect(fleet.delivered()).toEqual(Array(count).fill(2));
  expect(second.sent).toHaveLength(once + most * count);
  expect(fleet.estimated(second.stdout)).toBe(most * count);
});

test('an update that changes one repository looks at no other', async () => {
  const fleet = await projectOf(3);
  await fleet.run('up', '--yes');
  fleet.wants('second', ['service-1']);
  const { sent } = await fleet.run('up', '--yes');
  expect(fleet.delivered()).toEqual([1, 2, 1]);
  expect(sent).toHaveLength(once + most);
  expect(sent.filter(({ path }) => /service-[02]/.test(path))).toEqual([]);
});

describe('rules by which no pull request could be merged', () => {
  async function ruled(more: object): Promise<DeliveryProject> {
    const fleet = await projectOf(1, more);
    world.github.world.required(world.owner, 'service-0').rulesets.push({
      ...{ id: 41, name: 'theirs', target: 'branch', enforcement: 'active', bypass_actors: [] },
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [{ context: 'build (3.11)' }],
            strict_required_status_checks_policy: false,
          },
        },
      ],
      ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
    });
    return fleet;
  }
  const blocked = /pull requests to main can\s+never be merged/;

  test('end an update before anything is changed, and are read once', async () => {
    const fleet = await ruled({ delivery: 'pullRequest' });
    const { code, stdout } = await fleet.start('up', '--yes').ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(blocked);
    expect(fleet.delivered()).toEqual([0]);
    const rules = world.github.requests.filter(({ path }) => path.includes('/rules/branches/'));
    // Of the branch, and of that of the pull request.
    expect(rules).toHaveLength(2);
  });

  test('are a warning where the stack accepts them', async () => {
    const acceptBlocked = ['documentation', 'fork', 'dependabot', 'own'];
    const fleet = await ruled({ delivery: 'pullRequest', acceptBlocked });
    const { stdout, stderr } = await fleet.start('up').ended;
    expect(stdout).toMatch(/warning: [^]*pull requests to main can\s+never be merged/);
    expect(stderr).toContain('nothing was changed; pass --yes');
  });
});
