import { GuardedRepository, type OpenPull } from '../../support/guarded-repository';
import { scratchDirectory } from '../../support/scratch';
import { goodReports } from './action-world';

const owners = ['@olga'];
const weaker = { '.github/workflows/ci.yml': 'name: CI\non: push\n' };
let here: GuardedRepository;
let count = 0;
const directory = scratchDirectory('guard');

beforeAll(async () => {
  here = await GuardedRepository.open(
    directory,
    {
      'README.md': '# Orders\n',
      'src/orders/app.py': 'x = 1\n',
      '.github/workflows/ci.yml': 'name: CI\n',
      'tests/test_a.py': 'def test_a():\n    assert True\n',
    },
    goodReports,
  );
  here.person('olga', 'maintain');
  here.person('wim', 'write');
  here.person('eve', 'write');
});
afterAll(async () => {
  const { violations } = here.world.github;
  await here.world.dispose();
  expect(violations).toEqual([]);
});

const propose = (files: Readonly<Record<string, string | null>>, author = 'wim', base = 'main') => {
  count += 1;
  return here.propose({ branch: `change-${count}`, files, author, base });
};
/** The CI run of a pull request and the guard's look at it. */
const judged = async (pull: OpenPull, conclusion: 'success' | 'failure' = 'success') => {
  const run = await here.runCi(pull.branch, pull.head, 'pull_request', conclusion);
  return { run, log: await here.guard(run, pull.head, owners) };
};

test('a harmless green change merges once the guard has given its check, and not before', async () => {
  const pull = await propose({ 'src/orders/a.py': 'a = 1\n' });
  expect(await here.merge(pull, 'wim')).toContain('"Gatehouse Guard" is expected');
  const { log } = await judged(pull);
  expect(log).toContain('Gatehouse Guard: All checks passed');
  expect(await here.merge(pull, 'wim')).toBe(true);
});

test('a change whose jobs are red does not merge', async () => {
  const pull = await propose({ 'src/orders/b.py': 'b = 1\n' });
  expect((await judged(pull, 'failure')).log).toContain('CI Success: failure');
  expect(await here.merge(pull, 'olga')).toContain('is expected');
});

test('a check of that name that a workflow of the branch gives does not count', async () => {
  const pull = await propose(weaker);
  await here.forge(pull);
  expect(await here.merge(pull, 'olga')).toContain('is expected');
});

test('a change to the gate merges only after an owner approved exactly its commit', async () => {
  const pull = await propose(weaker);
  const { run, log } = await judged(pull);
  expect(log).toContain('no owner has approved this commit');
  await here.approve(pull, 'eve');
  expect(await here.guard(run, pull.head, owners)).toContain('no owner has approved');
  await here.approve(pull, 'olga');
  expect(await here.guard(run, pull.head, owners)).toContain('All checks passed');
  // A commit on top is another one, which nobody has approved.
  const head = await here.world.push('orders', pull.branch, { 'tests/test_a.py': null });
  const next = { ...pull, head };
  expect((await judged(next)).log).toContain('no owner has approved');
  expect(await here.merge(next, 'wim')).toContain('is expected');
});

test("an owner's own change needs another owner", async () => {
  const pull = await propose({ 'tests/test_a.py': null }, 'olga');
  expect((await judged(pull)).log).toContain('no owner has approved');
  expect(await here.merge(pull, 'olga')).toContain('is expected');
});

describe('a run that was made for another base', () => {
  beforeAll(async () => {
    await here.world.push('orders', 'weak', weaker);
  });

  test('does not count after the pull request was pointed to the default branch', async () => {
    const pull = await propose({ 'src/orders/c.py': 'c = 1\n' }, 'wim', 'weak');
    const { run, log } = await judged(pull);
    expect(log).toContain('is into weak');
    await here.retarget(pull, 'main');
    expect(await here.guard(run, pull.head, owners)).toContain('push a new commit');
    expect(await here.merge(pull, 'wim')).toContain('is expected');
  });

  test('does not count for a second pull request of the same commit', async () => {
    const first = await propose({ 'src/orders/d.py': 'd = 1\n' }, 'wim', 'weak');
    const run = await here.runCi(first.branch, first.head);
    await here.close(first);
    const second = await here.offer(first, 'wim', 'main');
    expect(await here.guard(run, second.head, owners)).toContain('push a new commit');
    expect(await here.merge(second, 'wim')).toContain('is expected');
  });
});

test('a pull request whose CI is not there, or still runs, gets no check', async () => {
  const pull = await propose({ 'src/orders/e.py': 'e = 1\n' });
  const review = await here.world.addRun({
    ...{ repository: 'orders', workflow: 'review.yml', branch: pull.branch, headSha: pull.head },
    ...{ event: 'pull_request_review', conclusion: 'success' },
  });
  expect(await here.guard(review, pull.head, owners)).toContain('CI has not completed');
  expect(await here.merge(pull, 'wim')).toContain('is expected');
});

test("a maintainer's override of the score counts for the commit at which the label was set, and for none after it", async () => {
  await here.withReports({}, async () => {
    const pull = await propose({ 'src/orders/f.py': 'f = 1\n' });
    const { run, log } = await judged(pull);
    expect(log).toContain('The readiness score of');
    await here.override(pull, 'olga', 'the release cannot wait');
    expect(await here.guard(run, pull.head, owners)).toContain('All checks passed');
    const head = await here.world.push('orders', pull.branch, { 'src/orders/g.py': 'g = 1\n' });
    const next = { ...pull, head };
    expect((await judged(next)).log).toContain('The readiness score of');
    expect(await here.merge(next, 'olga')).toContain('is expected');
  });
});

describe('an entry of the merge queue', () => {
  test('gets the check on its own commit, for the approval of the pull request that it holds', async () => {
    const pull = await propose(weaker);
    const { head, run } = await here.queue(pull);
    expect(await here.guard(run, head, owners)).toContain('no owner has approved this commit');
    expect(await here.verdicts(head)).toEqual(['failure']);
    await here.approve(pull, 'olga');
    expect(await here.guard(run, head, owners)).toContain('All checks passed');
    expect(await here.verdicts(head)).toContain('success');
    expect(await here.verdicts(pull.head)).toEqual([]);
  });

  test('fails with a red job of its own run, whatever the run of the pull request was', async () => {
    const pull = await propose({ 'src/orders/h.py': 'h = 1\n' });
    await judged(pull);
    const { head, run } = await here.queue(pull, 'failure');
    expect(await here.guard(run, head, owners)).toContain('CI Success: failure');
  });

  test('gets none once the pull request is closed, nor for a branch that someone named like one', async () => {
    const pull = await propose({ 'src/orders/i.py': 'i = 1\n' });
    const { head, run } = await here.queue(pull);
    const pushed = await here.runCi(
      `gh-readonly-queue/main/pr-${pull.number}-${head}`,
      head,
      'push',
    );
    expect(await here.guard(pushed, head, owners)).toContain(`run ${pushed} is of event push`);
    await here.close(pull);
    expect(await here.guard(run, head, owners)).toContain('is not open any more');
    expect(await here.verdicts(head)).toEqual([]);
  });
});
