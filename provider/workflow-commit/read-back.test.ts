import { type ValueMap } from '../protocol/values';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { driftBetween, parseId, readBack, readImport, resourceId } from './read-back';
import { readState, stateOutputs, type WorkflowCommitState } from './state';

const x = 'c1b0730e0133447badcfd47fd144e254807b06e1';
const work = 'gatehouse/pipeline';

it.each([
  ['orders:main', { repository: 'orders', branch: 'main', paths: [] }],
  ['orders', { repository: 'orders', branch: '', paths: [] }],
  ['orders:main:a,b/', { repository: 'orders', branch: 'main', paths: ['a', 'b/'] }],
  ['orders:main:a,,b,', { repository: 'orders', branch: 'main', paths: ['a', 'b'] }],
  ['orders:main:a:b', { repository: 'orders', branch: 'main', paths: ['a:b'] }],
])('the id %s names %j', (id, expected) => {
  expect(parseId(id)).toEqual(expected);
});

it('the id of a resource is its repository and its branch', () => {
  expect(resourceId('orders', 'main')).toBe('orders:main');
});

describe('what a refresh finds', () => {
  const inputs: ValueMap = { repository: 'orders' };
  async function refreshed(one: MemoryDelivery) {
    const outputs = { kept: 'as it is', ...stateOutputs(one.state ?? readState({})) };
    const read = await readBack(one.repository, 'orders:main', inputs, outputs);
    expect(read.inputs).toBe(inputs);
    expect(read.outputs['kept']).toBe('as it is');
    return { id: read.id, state: readState(read.outputs), outputs, read };
  }
  const byCommit = async () => {
    const one = new MemoryDelivery();
    await one.deliver({ 'a.txt': 'x', 'run.sh': 'x' }, { executables: ['run.sh'] });
    return one;
  };
  const byRequest = async (files = { 'a.txt': 'x', 'b.txt': 'x' }) => {
    const one = new MemoryDelivery(new MemoryRepository('orders'), { delivery: 'pullRequest' });
    await one.deliver(files, { checks: ['New'] });
    return one;
  };

  it('is the same where nothing changed, but for the head', async () => {
    const one = await byCommit();
    const headSha = one.repository.push({ 'theirs.txt': 't' });
    const { id, state, outputs } = await refreshed(one);
    expect(id).toBe('orders:main');
    expect(state).toEqual({ ...readState(outputs), headSha });
  });

  it('is an edit, a deletion and a lost mode', async () => {
    const one = await byCommit();
    one.repository.push({ 'a.txt': null, 'run.sh': 'x' });
    const { state } = await refreshed(one);
    expect(state).toMatchObject({ blobs: { 'run.sh': x }, executables: [] });
    expect(Object.keys(state.blobs)).toEqual(['run.sh']);
  });

  it.each([
    [
      'all files are gone',
      (one: MemoryDelivery) => one.repository.push({ 'a.txt': null, 'run.sh': null }),
    ],
    ['the branch is gone', (one: MemoryDelivery) => one.repository.branches.delete('main')],
    [
      'the repository is gone',
      (one: MemoryDelivery) => Object.assign(one.repository, { isThere: false }),
    ],
  ])('is nothing where %s', async (_name, act) => {
    const one = await byCommit();
    act(one);
    const { id, read, outputs } = await refreshed(one);
    expect(id).toBeUndefined();
    expect(read.outputs).toBe(outputs);
  });

  it('is not known where the token may just not see the repository', async () => {
    const one = await byCommit();
    Object.assign(one.repository, { isThere: false, isSeenWhole: false });
    await expect(refreshed(one)).rejects.toThrow(
      'acme/orders not found, or the token lacks access',
    );
    Object.assign(one.repository, { isThere: true });
    expect((await refreshed(one)).id).toBe('orders:main');
  });

  it('is what waits in an open pull request', async () => {
    const one = await byRequest();
    one.repository.push({ 'a.txt': 'edited' }, work);
    const { state } = await refreshed(one);
    expect(state).toMatchObject({ pending: true, pullRequestNumber: 1, pullRequestBranch: work });
    expect(state.blobs['b.txt']).toBe(x);
    expect(state.blobs['a.txt']).not.toBe(x);
    expect(state.headSha).toBe(one.repository.head('main'));
  });

  it('is a merge once the base has all', async () => {
    const one = await byRequest();
    const headSha = one.repository.merge(work);
    const { state, outputs } = await refreshed(one);
    expect(state).toEqual({
      ...readState(outputs),
      headSha,
      // The checks are among the outputs as the input that they are.
      checksOnBranch: readState(outputs).checks,
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
  });

  it('is not yet a merge while a file is there that is to go', async () => {
    const one = await byRequest();
    one.repository.merge(work);
    one.state = (await refreshed(one)).state;
    await one.deliver({ 'a.txt': 'x' });
    expect((await refreshed(one)).state).toMatchObject({ pending: true, pullRequestNumber: 2 });
    one.repository.merge(work);
    expect((await refreshed(one)).state).toMatchObject({ pending: false });
  });

  it.each([
    ['closed', (one: MemoryDelivery) => one.repository.pullRequests.update(1, { state: 'closed' })],
    ['without its branch', (one: MemoryDelivery) => one.repository.branches.delete(work)],
  ])('of a pull request that is %s is only what is ours on the base', async (_name, act) => {
    const one = await byRequest();
    one.repository.push({ 'a.txt': 'x', 'b.txt': 'theirs' });
    await act(one);
    const { state } = await refreshed(one);
    expect(state).toMatchObject({ pending: true });
    expect(state.blobs).toEqual({ 'a.txt': x });
  });

  it('of a closed pull request is nothing where the base has none of its files', async () => {
    const one = await byRequest();
    await one.repository.pullRequests.update(1, { state: 'closed' });
    expect((await refreshed(one)).state.blobs).toEqual({});
  });

  it('of a closed pull request still has what was ours on the base before, edited or not', async () => {
    const one = await byRequest();
    one.repository.merge(work);
    one.state = (await refreshed(one)).state;
    await one.deliver({ 'a.txt': 'y', 'b.txt': 'x' });
    one.repository.push({ 'a.txt': 'edited' });
    await one.repository.pullRequests.update(2, { state: 'closed' });
    const { state } = await refreshed(one);
    expect(Object.keys(state.blobs)).toEqual(['a.txt', 'b.txt']);
  });
});

describe('drift', () => {
  const state = (blobs: Readonly<Record<string, string>>, executables: readonly string[] = []) =>
    ({ blobs, executables }) as WorkflowCommitState;
  it.each([
    ['none', state({ a: x }), state({ a: x }), ''],
    ['none of a file that is new', state({}), state({ a: x }), ''],
    ['an edit', state({ a: x }), state({ a: 'other' }), 'edited since the last delivery: a'],
    ['a removal', state({ a: x }), state({}), 'removed since the last delivery: a'],
    ['a lost mode', state({ a: x }, ['a']), state({ a: x }), 'edited since the last delivery: a'],
    [
      'a mode that is set',
      state({ a: x }),
      state({ a: x }, ['a']),
      'edited since the last delivery: a',
    ],
    ['none of a mode that stays', state({ a: x }, ['a']), state({ a: x }, ['a']), ''],
    [
      'both',
      state({ a: x, b: x, c: x }),
      state({ a: 'other', c: 'other' }),
      'edited since the last delivery: a, c; removed since the last delivery: b',
    ],
  ])('is %s', (_name, before, now, expected) => {
    expect(driftBetween(before, now)).toBe(expected);
  });
});

describe('an import', () => {
  const repository = () =>
    new MemoryRepository('orders', {
      'a.txt': 'x',
      'run.sh': { text: 'x', mode: '100755' },
      'deep/b.txt': 'x',
      'deeper.txt': 'x',
      sub: { submodule: true },
    });

  it('reads the named files and those below a named folder', async () => {
    const one = repository();
    const head = one.head('main');
    const { id, inputs, outputs } = await readImport(one, 'orders:main:a.txt,run.sh,deep/,sub');
    expect(id).toBe('orders:main');
    expect(inputs).toEqual({
      repository: 'orders',
      branch: 'main',
      files: { 'a.txt': 'x', 'run.sh': 'x', 'deep/b.txt': 'x' },
      executables: ['run.sh'],
    });
    expect(outputs).not.toHaveProperty('files');
    expect(outputs).toMatchObject({ repository: 'orders', branch: 'main' });
    expect(readState(outputs)).toEqual({
      commitSha: head,
      headSha: head,
      blobs: { 'a.txt': x, 'run.sh': x, 'deep/b.txt': x },
      executables: ['run.sh'],
      // SHA-256 of the text x.
      assetBlobs: { '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881': x },
      checks: [],
      checksOnBranch: [],
      pending: false,
      ownedOnBase: [],
      baseBlobs: {},
      replaced: {},
      replaces: [],
      replacedJobs: {},
      replacesJobs: {},
      merged: [],
      pullRequestBranch: undefined,
      pullRequestNumber: undefined,
      pullRequestUrl: undefined,
    });
  });

  it('has no list of executables where there is none', async () => {
    const { inputs } = await readImport(repository(), 'orders:main:a.txt');
    expect(inputs).not.toHaveProperty('executables');
  });

  it('refuses an id without files', async () => {
    await expect(readImport(repository(), 'orders:main')).rejects.toThrow(
      'the id "orders:main" names no files; it must be repository:branch:path,path,…',
    );
  });

  it('refuses a file that is no text', async () => {
    const one = new MemoryRepository('orders', { 'a.bin': 'a\0b' });
    await expect(readImport(one, 'orders:main:a.bin')).rejects.toThrow(
      'a.bin is binary or too large to be imported',
    );
  });

  it('finds nothing where none of the files is there', async () => {
    const nothing = { id: undefined, inputs: {}, outputs: {} };
    expect(await readImport(repository(), 'orders:main:no/')).toEqual(nothing);
    const gone = repository();
    gone.files = () => Promise.resolve(['a.txt']);
    gone.branches.delete('main');
    expect(await readImport(gone, 'orders:main:a.txt')).toEqual(nothing);
  });
});
