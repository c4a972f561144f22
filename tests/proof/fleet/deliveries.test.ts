import { DeliveryProject } from '../../cli/delivery-project';
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { times } from '../proof-size';

/** With `FULL=1` as many as a stack may have. */
const count = times(50, 1_000);
const timeout = 3_600_000;
/** Requests for each repository: three of the host's look before an update (doctor), two looks at the files, the commit. */
const most = 6;
/** What an update asks once, whatever its size: who the credential is, and what it has left. */
const once = 10;

describe(`files of ${String(count)} repositories`, () => {
  let world: TestWorld;
  let project: DeliveryProject;

  /** Every commit of every branch. */
  const commits = () =>
    Array.from({ length: count }, (_, index) =>
      world.git(`service-${String(index)}`, 'rev-list', '--all'),
    );

  beforeAll(async () => {
    world = await openTestWorld({ rateLimit: 1e9 });
    const names = Array.from({ length: count }, (_, index) => `service-${String(index)}`);
    for (const name of names) await world.make(name);
    project = new DeliveryProject(world, names);
  }, timeout);
  afterAll(async () => {
    project.remove();
    expect(world.github.violations).toEqual([]);
    await world.dispose();
  });

  test(
    'take one commit and few requests for each',
    async () => {
      const first = await project.run('up', '--yes');
      expect(project.delivered()).toEqual(Array(count).fill(1));
      expect(first.sent.length).toBeLessThanOrEqual(most * count + once);
      expect(first.sent.length - project.estimated(first.stdout)).toBeLessThanOrEqual(once);
      project.wants('second');
      const second = await project.run('up', '--yes');
      expect(project.delivered()).toEqual(Array(count).fill(2));
      expect(second.sent.length).toBeLessThanOrEqual(most * count + once);
    },
    timeout,
  );

  test(
    'are left alone by the same update again, and read once by a refresh',
    async () => {
      const before = commits();
      const again = await project.run('up', '--yes');
      expect(again.sent).toEqual([]);
      const refreshed = await project.run('refresh', '--yes');
      expect(refreshed.sent.length).toBe(count);
      expect(refreshed.sent.filter(({ path }) => !path.endsWith('/graphql'))).toEqual([]);
      expect(commits()).toEqual(before);
    },
    timeout,
  );
});
