import { type ValueMap } from '../../provider/protocol/values';
import { type GitHubFault } from '../../sandbox/github/faults';
import { Loopback, type TestRepository } from './loopback';

const loopback = new Loopback('provider-faults');
const files = { 'a.txt': '1', 'deep/b.txt': '1' };

const effects: readonly (readonly [string, GitHubFault])[] = [
  ['502 before it took effect', { kind: 'answer', status: 502, when: 'before' }],
  ['a reset after it took effect', { kind: 'drop', when: 'after' }],
  ['409', { kind: 'answer', status: 409, when: 'before' }],
  ['422 after it took effect', { kind: 'answer', status: 422, when: 'after' }],
  ['the secondary rate limit', { kind: 'secondaryLimit', retryAfter: 1 }],
];

const ways: readonly (readonly [string, ValueMap])[] = [
  ['commit', {}],
  ['commit with modes', { executables: ['a.txt'] }],
  ['pullRequest', { delivery: 'pullRequest', executables: ['a.txt'] }],
];

/** How many requests a delivery without faults makes: each is hit in turn. */
async function requestsOf(more: ValueMap): Promise<number> {
  const repository = await loopback.repository();
  const before = loopback.github.requests.length;
  await loopback.kind().create(repository.inputs(files, more), repository.context);
  return loopback.github.requests.length - before;
}

/** Runs until it works, as a user would, with what the engine knows: nothing, as the creation failed. */
async function untilItWorks(repository: TestRepository, inputs: ValueMap): Promise<number> {
  for (let runs = 1; ; runs += 1) {
    try {
      await loopback.kind().create(inputs, repository.context);
      return runs;
    } catch (error) {
      if (runs === 3) throw error;
    }
  }
}

describe.each(ways)('delivery by %s', (_name, more) => {
  const delivered = async (repository: TestRepository): Promise<void> => {
    const isPullRequest = more['delivery'] === 'pullRequest';
    const branch = isPullRequest ? 'gatehouse/pipeline' : 'main';
    const a = 'executables' in more ? '100755 1' : '1';
    expect(await repository.files(branch)).toEqual({
      'README.md': 'theirs',
      'a.txt': a,
      'deep/b.txt': '1',
    });
    // One commit, whatever happened: no second one on top, none of someone else's lost.
    expect(await repository.commits(branch)).toBe(2);
    expect(repository.openPullRequests()).toHaveLength(isPullRequest ? 1 : 0);
  };

  it.each(effects)('converges without a second commit after %s', async (_effect, effect) => {
    const requests = await requestsOf(more);
    expect(requests).toBeGreaterThan(1);
    for (let skip = 0; skip < requests; skip += 1) {
      const repository = await loopback.repository();
      const inputs = repository.inputs(files, more);
      const path = /graphql|\/repos\//;
      loopback.github.faults.add({ match: { path }, effect, skip });
      await untilItWorks(repository, inputs);
      await delivered(repository);
      loopback.github.faults.clear();
    }
  });

  it('builds on a commit that someone makes between any two of its requests', async () => {
    const requests = await requestsOf(more);
    for (let skip = 0; skip < requests; skip += 1) {
      const repository = await loopback.repository();
      loopback.github.faults.add({
        match: { path: /graphql|\/repos\// },
        effect: { kind: 'staleHead', owner: 'acme', repository: repository.name, branch: 'main' },
        skip,
      });
      await loopback.kind().create(repository.inputs(files, more), repository.context);
      const foreign = await repository.git('log', '--format=%an', 'main');
      expect(foreign.split('\n').length).toBe(more['delivery'] === 'pullRequest' ? 2 : 3);
    }
  });
});

it('gives up with a clear message where GitHub is down', async () => {
  const repository = await loopback.repository();
  loopback.github.faults.add({
    match: { path: /graphql/ },
    effect: { kind: 'answer', status: 503 },
    times: Infinity,
  });
  await expect(
    loopback.kind().create(repository.inputs(files), repository.context),
  ).rejects.toThrow('GitHub: BranchView');
  loopback.github.faults.clear();
  expect(await repository.commits()).toBe(1);
});

it('says what to look at where the branch never stands still', async () => {
  const repository = await loopback.repository();
  loopback.github.faults.add({
    match: { path: /graphql/ },
    effect: { kind: 'staleHead', owner: 'acme', repository: repository.name, branch: 'main' },
    times: Infinity,
  });
  await expect(
    loopback
      .kind()
      .delete(
        `${repository.name}:main`,
        { blobs: { 'README.md': await repository.git('rev-parse', 'main:README.md') } },
        repository.context,
      ),
  ).rejects.toThrow(/each of 10 attempts to deliver to main .*stop the pushes, and run/);
  loopback.github.faults.clear();
  expect(await repository.files()).toHaveProperty(['README.md']);
});

it('says when to come back where the rate limit is used up for long', async () => {
  const repository = await loopback.repository();
  loopback.github.faults.add({
    match: { path: /graphql/ },
    effect: { kind: 'primaryLimit', resetIn: 3000 },
  });
  await expect(
    loopback.kind().create(repository.inputs(files), repository.context),
  ).rejects.toThrow(/rate limit exceeded.*run again in \d{4} seconds/i);
});
