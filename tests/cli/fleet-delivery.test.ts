import { openTestWorld, type TestWorld } from '../sandbox/test-world';
import { DeliveryProject } from './delivery-project';

let world: TestWorld;
let project: DeliveryProject | undefined;
afterEach(async () => {
  project?.remove();
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});

async function projectOf(count: number): Promise<DeliveryProject> {
  world = await openTestWorld({ rateLimit: 1e9 });
  const names = Array.from({ length: count }, (_, index) => `service-${String(index)}`);
  for (const name of names) await world.make(name);
  return (project = new DeliveryProject(world, names));
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
