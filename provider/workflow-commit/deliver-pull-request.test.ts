import { GitHubFailure } from '../github/failure';
import { closeFormer } from './deliver-pull-request';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository, type Content } from './memory-repository';

const work = 'gatehouse/pipeline';
const readme = { 'README.md': 'theirs\n' };
const x = 'c1b0730e0133447badcfd47fd144e254807b06e1';
const byRequest = (files?: Readonly<Record<string, Content>>) =>
  new MemoryDelivery(new MemoryRepository('orders', files), { delivery: 'pullRequest' });

describe('delivery by pull request', () => {
  it('opens one and leaves the base alone', async () => {
    const one = byRequest();
    const base = one.repository.head('main');
    const more = { pullRequest: { title: 'Title', body: 'Body' }, checks: ['CI'] };
    const state = await one.deliver({ 'b.txt': 'x', 'a.txt': 'x' }, more);
    expect(one.repository.texts()).toEqual(readme);
    expect(one.repository.texts(work)).toEqual({ ...readme, 'a.txt': 'x', 'b.txt': 'x' });
    expect(one.repository.requests).toEqual([
      {
        ...{
          number: 1,
          url: 'https://github.com/acme/orders/pull/1',
          title: 'Title',
          body: 'Body',
        },
        ...{ head: work, base: 'main', isOpen: true },
      },
    ]);
    expect(one.repository.writes).toEqual(['createBranch', 'commitOnBranch', 'create']);
    expect(state).toEqual({
      commitSha: one.repository.head(work),
      headSha: base,
      blobs: { 'a.txt': x, 'b.txt': x },
      executables: [],
      assetBlobs: {},
      checks: ['CI'],
      checksOnBranch: [],
      pending: true,
      ownedOnBase: [],
      baseBlobs: { 'a.txt': '', 'b.txt': '' },
      replaced: {},
      replacedJobs: {},
      replacesJobs: {},
      replaces: [],
      merged: [],
      pullRequestBranch: work,
      pullRequestNumber: 1,
      pullRequestUrl: 'https://github.com/acme/orders/pull/1',
    });
  });

  it('makes the branch of a commit that knows modes where one is involved', async () => {
    const one = byRequest();
    await one.deliver({ 'run.sh': 'x' }, { executables: ['run.sh'] });
    expect(one.repository.texts(work)).toEqual({ ...readme, 'run.sh': '100755 x' });
    expect(one.repository.writes).toEqual(['looseCommit', 'createBranch', 'create']);
  });

  it('opens none where the base has all', async () => {
    const one = byRequest({ 'a.txt': 'x' });
    expect(await one.deliver({ 'a.txt': 'x' })).toMatchObject({ pending: false });
    expect(one.repository.writes).toEqual([]);
  });

  it('refuses to overwrite a foreign file; adopted, it is still theirs on the base', async () => {
    const one = byRequest({ 'a.txt': 'by hand' });
    await expect(one.deliver({ 'a.txt': 'x' })).rejects.toThrow(
      'that Gatehouse does not manage: a.txt',
    );
    const state = await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' }, { adopt: true });
    expect(state.ownedOnBase).toEqual([]);
    expect(state.replaced).toEqual({ 'a.txt': `100644 ${state.baseBlobs['a.txt'] ?? ''}` });
    expect(state.baseBlobs['a.txt']).toMatch(/^[0-9a-f]{40}$/);
    expect(state.baseBlobs['b.txt']).toBe('');
  });

  it('asks for no open pull request of a branch that was not there', async () => {
    const one = byRequest();
    const asked: string[] = [];
    one.repository.before = (method) => asked.push(method);
    await one.deliver({ 'a.txt': 'x' });
    expect(asked).toEqual(['view', 'createBranch', 'commitOnBranch', 'create']);
  });

  it('lists what is its own on the base in order', async () => {
    const one = byRequest();
    await one.deliver({ 'b.txt': 'x', 'a.txt': 'x' });
    one.repository.merge(work);
    await one.deliver({ 'b.txt': 'x', 'a.txt': 'x' });
    const state = await one.deliver({ 'b.txt': 'y', 'a.txt': 'y' });
    expect(state.ownedOnBase).toEqual(['a.txt', 'b.txt']);
  });
});

describe('an open pull request', () => {
  it('waits unchanged without a write', async () => {
    const one = byRequest();
    const first = await one.deliver({ 'a.txt': 'x' });
    const writes = one.repository.writes.length;
    expect(await one.deliver({ 'a.txt': 'x' })).toEqual(first);
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('gets a commit on top, and only what is missing', async () => {
    const one = byRequest();
    const first = await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' });
    one.repository.push({ 'fix.txt': 'theirs' }, work);
    const head = one.repository.head(work);
    const second = await one.deliver({ 'a.txt': 'y' });
    expect(second.pullRequestNumber).toBe(first.pullRequestNumber);
    expect(one.repository.texts(work)).toEqual({ ...readme, 'a.txt': 'y', 'fix.txt': 'theirs' });
    expect(one.repository.commits.get(second.commitSha)?.parents).toEqual([head]);
    expect(one.repository.writes.slice(3)).toEqual(['commitOnBranch']);
  });

  it('gets its file back where someone put another one there', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'new.txt': 'theirs' }, work);
    await one.deliver({ 'a.txt': 'x', 'new.txt': 'ours' });
    expect(one.repository.texts(work)).toEqual({ ...readme, 'a.txt': 'x', 'new.txt': 'ours' });
  });

  it('gets a commit that knows modes where one is involved, without losing a commit', async () => {
    const one = byRequest();
    await one.deliver({ 'run.sh': 'x' });
    const head = one.repository.head(work);
    const state = await one.deliver({ 'run.sh': 'x' }, { executables: ['run.sh'] });
    expect(one.repository.texts(work)).toMatchObject({ 'run.sh': '100755 x' });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([head]);
    expect(one.repository.writes.slice(3)).toEqual(['looseCommit', 'moveBranch']);
  });

  it.each([
    ['title', { title: 'New', body: 'Body' }, 1],
    ['body', { title: 'Title', body: 'New' }, 1],
    ['nothing', { title: 'Title', body: 'Body' }, 0],
  ])('has its %s updated in place', async (_what, pullRequest, updates) => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' }, { pullRequest: { title: 'Title', body: 'Body' } });
    await one.deliver({ 'a.txt': 'x' }, { pullRequest });
    expect(one.repository.writes.filter((write) => write === 'update')).toHaveLength(updates);
    expect(one.repository.requests).toMatchObject([{ ...pullRequest, isOpen: true }]);
  });

  it('keeps a body that GitHub gave other line ends', async () => {
    const one = byRequest();
    const pullRequest = { title: 'Title', body: 'One\nTwo' };
    await one.deliver({ 'a.txt': 'x' }, { pullRequest });
    await one.repository.pullRequests.update(1, { body: 'One\r\nTwo' });
    await one.deliver({ 'a.txt': 'x' }, { pullRequest });
    expect(one.repository.requests).toMatchObject([{ body: 'One\r\nTwo' }]);
  });

  it('is the oldest of several; the others are closed', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    const more = { head: work, base: 'main', title: 't', body: '' };
    await one.repository.pullRequests.create(more);
    one.repository.requests.reverse();
    expect(await one.deliver({ 'a.txt': 'x' })).toMatchObject({ pullRequestNumber: 1 });
    expect(one.repository.openNumbers()).toEqual([1]);
  });

  it('is opened again after someone closed it', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    await one.repository.pullRequests.update(1, { state: 'closed' });
    expect(await one.deliver({ 'a.txt': 'x' })).toMatchObject({ pullRequestNumber: 2 });
  });

  it('knows the checks of the files before, until it is merged', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' }, { checks: ['One'] });
    one.repository.merge(work);
    const second = await one.deliver({ 'a.txt': 'y' }, { checks: ['Two'] });
    expect(second).toMatchObject({ checksOnBranch: ['One'], ownedOnBase: ['a.txt'] });
    const third = await one.deliver({ 'a.txt': 'z' }, { checks: ['Three'] });
    expect(third).toMatchObject({ checksOnBranch: ['One'] });
  });

  it('for a removal lists the removed path too', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' });
    one.repository.merge(work);
    const state = await one.deliver({ 'a.txt': 'x' });
    expect(one.repository.texts(work)).toEqual({ ...readme, 'a.txt': 'x' });
    expect(state).toMatchObject({
      pending: true,
      ownedOnBase: ['a.txt', 'b.txt'],
      baseBlobs: { 'b.txt': x },
    });
  });
});

describe('the branch is made anew', () => {
  it('on the present base, when the base changed one of its files', async () => {
    const one = byRequest({ 'a.txt': 'old' });
    const first = await one.deliver({ 'a.txt': 'x' }, { adopt: true });
    const base = one.repository.push({ 'a.txt': 'newer', 'c.txt': 'theirs' });
    const second = await one.deliver({ 'a.txt': 'x' }, { adopt: true });
    expect(second.pullRequestNumber).toBe(first.pullRequestNumber);
    expect(one.repository.commits.get(second.commitSha)?.parents).toEqual([base]);
    expect(one.repository.texts(work)).toEqual({ 'a.txt': 'x', 'c.txt': 'theirs' });
    expect(one.repository.writes.slice(3)).toEqual(['looseCommit', 'moveBranch']);
  });

  it('when the base changed one of several of its files', async () => {
    const one = byRequest({ 'a.txt': 'old', 'b.txt': 'old' });
    const files = { 'a.txt': 'x', 'b.txt': 'x' };
    await one.deliver(files, { adopt: true });
    const base = one.repository.push({ 'a.txt': 'newer' });
    const state = await one.deliver(files, { adopt: true });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([base]);
  });

  it('not when a path is new in it that neither base nor branch has', async () => {
    const one = byRequest();
    const { commitSha } = await one.deliver({ 'a.txt': 'x' });
    const state = await one.deliver({ 'a.txt': 'x', 'new.txt': 'x' });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([commitSha]);
  });

  it('by the first delivery that finds a branch of its name', async () => {
    const one = byRequest();
    one.repository.branches.set(work, one.repository.head('main'));
    const base = one.repository.push({ 'c.txt': 'theirs' });
    const state = await one.deliver({ 'a.txt': 'x' });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([base]);
  });

  it('when a path is new in it at which base and branch differ', async () => {
    const one = byRequest({ 'b.txt': 'old' });
    await one.deliver({ 'a.txt': 'x' });
    const base = one.repository.push({ 'b.txt': 'newer' });
    const state = await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' }, { adopt: true });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([base]);
  });

  it('not when a path is new in it at which base and branch are alike', async () => {
    const one = byRequest({ 'b.txt': 'old' });
    const { commitSha } = await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'c.txt': 'theirs' });
    const state = await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' }, { adopt: true });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([commitSha]);
  });

  it('after the delivery before was no pull request', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    const base = one.repository.merge(work);
    await one.deliver({ 'a.txt': 'x' });
    expect(one.repository.branches.has(work)).toBe(false);
    one.repository.branches.set(work, base);
    const state = await one.deliver({ 'a.txt': 'y' });
    expect(one.repository.commits.get(state.commitSha)?.parents).toEqual([base]);
  });

  it('but not over the work of someone else', async () => {
    const one = byRequest({ 'a.txt': 'old' });
    await one.deliver({ 'a.txt': 'x' }, { adopt: true });
    one.repository.push({ 'fix.txt': 'theirs', 'more.txt': 'theirs' }, work);
    one.repository.push({ 'a.txt': 'newer' });
    const writes = one.repository.writes.length;
    await expect(one.deliver({ 'a.txt': 'x' }, { adopt: true })).rejects.toThrow(
      `the branch ${work} of acme/orders must be recreated, but it has changes by others to fix.txt, more.txt. Nothing was changed.`,
    );
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('nor where GitHub does not list what is on it', async () => {
    const one = byRequest({ 'a.txt': 'old' });
    await one.deliver({ 'a.txt': 'x' }, { adopt: true });
    one.repository.push({ 'a.txt': 'newer' });
    one.repository.changedPaths = () => Promise.resolve(undefined);
    await expect(one.deliver({ 'a.txt': 'x' }, { adopt: true })).rejects.toThrow(
      'it has changes by others to more files than GitHub lists',
    );
  });
});

describe('a pull request that is not needed any more', () => {
  it('is closed with its branch once the base has all', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'a.txt': 'x' });
    const state = await one.deliver({ 'a.txt': 'x' });
    expect(state).toMatchObject({ pending: false, pullRequestNumber: undefined });
    expect(one.repository.writes.slice(3)).toEqual(['update', 'deleteBranch']);
    expect([...one.repository.branches.keys()]).toEqual(['main']);
    expect(one.repository.openNumbers()).toEqual([]);
  });

  it('leaves its branch to the work of someone else', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'fix.txt': 'theirs', 'more.txt': 'theirs' }, work);
    one.repository.push({ 'a.txt': 'x' });
    await one.deliver({ 'a.txt': 'x' });
    expect(one.repository.openNumbers()).toEqual([1]);
    expect(one.log).toEqual([
      `warning: acme/orders: the branch ${work} was kept, because it has changes by others to fix.txt, more.txt`,
    ]);
  });

  it('is closed before its branch is removed, so that no open one is without a branch', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'a.txt': 'x' });
    const open: (readonly number[])[] = [];
    one.repository.before = (method) => {
      if (method === 'deleteBranch') open.push(one.repository.openNumbers());
    };
    await one.deliver({ 'a.txt': 'x' });
    expect(open).toEqual([[]]);
  });

  it.each<[string, (one: MemoryDelivery) => unknown]>([
    ['the repository', (one) => Object.assign(one.repository, { isThere: false })],
    ['the branch', (one) => one.repository.branches.delete('main')],
  ])('is left alone once %s is gone', async (_name, act) => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    act(one);
    const writes = one.repository.writes.length;
    await closeFormer(one.of({}, { delivery: 'commit' }));
    expect(one.repository.writes).toHaveLength(writes);
  });

  const close = async (kind: 'refused' | 'uncertain' | 'mistake') => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'a.txt': 'x' });
    one.repository.before = (method) => {
      if (method !== 'deleteBranch') return;
      throw kind === 'mistake' ? new RangeError('a mistake') : new GitHubFailure(kind, 'protected');
    };
    const state = await one.deliver({ 'a.txt': 'x' });
    return { one, state };
  };

  it('is done, with a warning, where its branch may not be removed', async () => {
    const { one, state } = await close('refused');
    expect(state.pending).toBe(false);
    expect(one.log).toEqual([
      `warning: the branch ${work} is no longer needed but could not be deleted: protected`,
    ]);
  });

  it.each(['uncertain', 'mistake'] as const)('is not done after an %s answer', async (kind) => {
    await expect(close(kind)).rejects.toThrow(kind === 'mistake' ? 'a mistake' : 'protected');
  });

  it('is closed when its branch gets another name', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    await one.deliver({ 'a.txt': 'x' }, { pullRequest: { branch: 'other' } });
    expect([...one.repository.branches.keys()].sort()).toEqual(['main', 'other']);
    expect(one.repository.openNumbers()).toEqual([2]);
  });

  it('is closed when delivery is by commit, and looked for only then', async () => {
    const one = byRequest();
    await one.deliver({ 'a.txt': 'x' });
    await one.deliver({ 'a.txt': 'x' }, { delivery: 'commit' });
    expect([...one.repository.branches.keys()]).toEqual(['main']);
    expect(one.repository.openNumbers()).toEqual([]);
    const views: string[] = [];
    one.repository.before = (method) => views.push(method);
    await one.deliver({ 'a.txt': 'x' }, { delivery: 'commit' });
    expect(views).toEqual(['view']);
  });
});
