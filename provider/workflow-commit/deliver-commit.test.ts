import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';

const readme = { 'README.md': 'theirs\n' };
const x = 'c1b0730e0133447badcfd47fd144e254807b06e1';

describe('delivery by commit', () => {
  it('brings all files in one commit, beside what is there', async () => {
    const one = new MemoryDelivery();
    const before = one.repository.head('main');
    const more = { message: 'Ours\n\nWhy', checks: ['CI'] };
    const state = await one.deliver({ 'a.txt': 'x', 'b/c.txt': 'x' }, more);
    const head = one.repository.head('main');
    expect(one.repository.texts()).toEqual({ ...readme, 'a.txt': 'x', 'b/c.txt': 'x' });
    expect(one.repository.writes).toEqual(['commitOnBranch']);
    expect(one.repository.commits.get(head)?.parents).toEqual([before]);
    expect(one.repository.message(head)).toBe('Ours\n\nWhy');
    expect(state).toEqual({
      commitSha: head,
      headSha: head,
      blobs: { 'a.txt': x, 'b/c.txt': x },
      executables: [],
      assetBlobs: {},
      checks: ['CI'],
      checksOnBranch: ['CI'],
      pending: false,
      ownedOnBase: [],
      baseBlobs: {},
      replaced: {},
      replacedJobs: {},
      replacesJobs: {},
      replaces: [],
      merged: [],
      pullRequestBranch: undefined,
      pullRequestNumber: undefined,
      pullRequestUrl: undefined,
    });
    expect(one.log).toEqual([]);
  });

  it('makes no commit where the files are there already, whoever brought them', async () => {
    const one = new MemoryDelivery(new MemoryRepository('orders', { 'a.txt': 'x' }));
    const state = await one.deliver({ 'a.txt': 'x' });
    expect(one.repository.writes).toEqual([]);
    expect(state).toMatchObject({ commitSha: one.repository.head('main'), blobs: { 'a.txt': x } });
  });

  it('names the commit that brought the files, while others move the branch', async () => {
    const one = new MemoryDelivery();
    const { commitSha } = await one.deliver({ 'a.txt': 'x' });
    const head = one.repository.push({ 'theirs.txt': 't' });
    expect(await one.deliver({ 'a.txt': 'x' })).toMatchObject({ commitSha, headSha: head });
  });

  it('adds, changes and removes in one commit', async () => {
    const one = new MemoryDelivery();
    await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' });
    const state = await one.deliver({ 'a.txt': 'y', 'c.txt': 'x' });
    expect(one.repository.texts()).toEqual({ ...readme, 'a.txt': 'y', 'c.txt': 'x' });
    expect(one.repository.writes).toHaveLength(2);
    expect(Object.keys(state.blobs)).toEqual(['a.txt', 'c.txt']);
    expect(one.log).toEqual([]);
  });

  it('sets and clears the executable bit, each by a commit that knows modes', async () => {
    const one = new MemoryDelivery();
    await one.deliver({ 'run.sh': 'x', 'a.txt': 'x' }, { executables: ['run.sh'] });
    expect(one.repository.texts()).toMatchObject({ 'run.sh': '100755 x', 'a.txt': 'x' });
    const state = await one.deliver({ 'run.sh': 'x', 'a.txt': 'x' });
    expect(one.repository.texts()).toMatchObject({ 'run.sh': 'x', 'a.txt': 'x' });
    expect(one.repository.writes).toEqual([
      ...['looseCommit', 'moveBranch', 'looseCommit', 'moveBranch'],
    ]);
    expect(state).toMatchObject({ commitSha: one.repository.head('main'), executables: [] });
  });

  it('changes an executable and leaves it one', async () => {
    const one = new MemoryDelivery();
    await one.deliver({ 'run.sh': 'x' }, { executables: ['run.sh'] });
    await one.deliver({ 'run.sh': 'y' }, { executables: ['run.sh'] });
    expect(one.repository.texts()).toMatchObject({ 'run.sh': '100755 y' });
  });

  it.each([
    ['a folder', { 'a.txt': null, 'a.txt/theirs.txt': 't' }],
    ['a submodule', { 'a.txt': { submodule: true } }],
  ] as const)('removes nothing where an owned file became %s', async (_what, change) => {
    const one = new MemoryDelivery();
    await one.deliver({ 'a.txt': 'x', 'b.txt': 'x' });
    one.repository.push(change);
    const before = one.repository.texts();
    await one.deliver({ 'b.txt': 'x' });
    expect(one.repository.texts()).toEqual(before);
    expect(one.repository.writes).toHaveLength(1);
  });

  it('refuses to overwrite a foreign file, and changes nothing', async () => {
    const one = new MemoryDelivery(new MemoryRepository('orders', { 'a.txt': 'by hand' }));
    await expect(one.deliver({ 'a.txt': 'x', 'b.txt': 'x' })).rejects.toThrow(
      'acme/orders has files on main that Gatehouse does not manage: a.txt.',
    );
    expect(one.repository.writes).toEqual([]);
    await one.deliver({ 'a.txt': 'x' }, { adopt: true });
    expect(one.repository.texts()).toEqual({ 'a.txt': 'x' });
    expect(one.log).toEqual([]);
  });

  it('says whose edits it overwrites', async () => {
    const one = new MemoryDelivery();
    await one.deliver({ 'a.txt': 'x' });
    one.repository.push({ 'a.txt': 'edited' });
    await one.deliver({ 'a.txt': 'y' });
    expect(one.log).toEqual([
      "warning: acme/orders: a.txt on main had been edited since the last delivery and were overwritten; the edits are in the branch's history",
    ]);
  });

  it('looks first whether a required file is there', async () => {
    const one = new MemoryDelivery();
    await expect(one.deliver({ 'a.txt': 'x' }, { requireOneOf: [['setup.py']] })).rejects.toThrow(
      'has none of setup.py',
    );
    await one.deliver({ 'a.txt': 'x' }, { requireOneOf: [['setup.py', 'README.md']] });
    expect(one.repository.writes).toHaveLength(1);
  });
});
