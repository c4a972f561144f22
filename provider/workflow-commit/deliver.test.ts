import { GitHubFailure, type FailureKind } from '../github/failure';
import { MemoryDelivery } from './memory-delivery';

/** A delivery in which one kind of request fails as often as is said. */
function failing(kind: FailureKind, times: number, method = 'view') {
  const one = new MemoryDelivery();
  const failed = { count: 0, asked: 0 };
  one.repository.before = (name) => {
    if (name !== method) return;
    failed.asked += 1;
    if (failed.count === times) return;
    failed.count += 1;
    throw new GitHubFailure(kind, `${kind} ${failed.count}`);
  };
  return { one, failed };
}
const files = { 'a.txt': 'x' };

describe('a delivery is tried again', () => {
  it.each([
    ['moved', 1, 2],
    ['moved', 9, 10],
    ['uncertain', 1, 2],
  ] as const)('after %s failures, %d of them', async (kind, times, asked) => {
    const { one, failed } = failing(kind, times);
    expect(await one.deliver(files)).toMatchObject({ pending: false });
    expect(failed.asked).toBe(asked);
    expect(one.repository.texts()).toMatchObject(files);
  });

  it('and finds its own work done where only the answer was lost', async () => {
    const one = new MemoryDelivery();
    const commit = one.repository.commitOnBranch.bind(one.repository);
    let lost = false;
    one.repository.commitOnBranch = async (branch, changes) => {
      const sha = await commit(branch, changes);
      if (lost) return sha;
      lost = true;
      throw new GitHubFailure('uncertain', 'no answer');
    };
    const { commitSha } = await one.deliver(files);
    expect(commitSha).toBe(one.repository.head('main'));
    expect(one.repository.writes).toEqual(['commitOnBranch']);
  });

  it('on top of what someone else committed meanwhile', async () => {
    const one = new MemoryDelivery();
    let pushed = false;
    one.repository.before = (method) => {
      if (method !== 'commitOnBranch' || pushed) return;
      pushed = true;
      one.repository.push({ 'theirs.txt': 't' });
    };
    await one.deliver(files);
    expect(one.repository.texts()).toMatchObject({ ...files, 'theirs.txt': 't' });
  });
});

it('counts what moved and what is in doubt apart', async () => {
  const one = new MemoryDelivery();
  const failures: FailureKind[] = ['moved', 'moved', 'uncertain'];
  one.repository.before = (name) => {
    const kind = name === 'view' ? failures.shift() : undefined;
    if (kind !== undefined) throw new GitHubFailure(kind, kind);
  };
  expect(await one.deliver(files)).toMatchObject({ pending: false });
});

describe('a delivery is given up', () => {
  it.each([
    ['refused', 1],
    ['absent', 1],
    ['uncertain', 2],
  ] as const)('when GitHub answers %s %d times', async (kind, asked) => {
    const { one, failed } = failing(kind, Infinity);
    await expect(one.deliver(files)).rejects.toThrow(new GitHubFailure(kind, `${kind} ${asked}`));
    expect(failed.asked).toBe(asked);
    expect(one.repository.writes).toEqual([]);
  });

  it('after ten attempts at a branch that keeps moving, with what to do', async () => {
    const { one, failed } = failing('moved', Infinity);
    const attempt = one.deliver(files);
    await expect(attempt).rejects.toMatchObject({
      kind: 'moved',
      message: expect.stringMatching(
        /^acme\/orders: in each of 10 attempts to deliver to main GitHub reported .*latest commits.* \(moved 10\)$/,
      ) as unknown,
      cause: expect.any(GitHubFailure) as unknown,
    });
    expect(failed.asked).toBe(10);
  });

  it('with the doubt itself, where the last attempt ends in one', async () => {
    const one = new MemoryDelivery();
    let asked = 0;
    one.repository.before = (name) => {
      if (name !== 'view') return;
      asked += 1;
      throw new GitHubFailure(asked === 10 ? 'uncertain' : 'moved', `failure ${asked}`);
    };
    await expect(one.deliver(files)).rejects.toThrow(new GitHubFailure('uncertain', 'failure 10'));
  });

  it('at once for any other error', async () => {
    const one = new MemoryDelivery();
    let asked = 0;
    one.repository.before = () => {
      asked += 1;
      throw new RangeError('a mistake');
    };
    await expect(one.deliver(files)).rejects.toThrow(new RangeError('a mistake'));
    expect(asked).toBe(1);
  });
});
