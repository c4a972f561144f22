import { GitHubFailure } from '../github/failure';
import { MemoryDelivery } from './memory-delivery';
import { MemoryRepository } from './memory-repository';
import { stillWaits } from './still-waits';

const work = 'gatehouse/pipeline';
const files = { 'a.txt': 'x', 'run.sh': 'x' };

/** A delivery whose pull request waits. */
async function waiting(): Promise<MemoryDelivery> {
  const one = new MemoryDelivery(new MemoryRepository('orders'), { delivery: 'pullRequest' });
  await one.deliver(files, { executables: ['run.sh'], checks: ['New'] });
  return one;
}

function asked(one: MemoryDelivery, more: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const { inputs, previous } = one.of({}, { checks: ['New'], ...more });
  if (previous === undefined) throw new Error('nothing was delivered');
  return stillWaits(one.repository, inputs, previous);
}

describe('a pull request', () => {
  it('waits while nothing has happened, which is found out without a write', async () => {
    const one = await waiting();
    const before = one.repository.writes.length;
    expect(await asked(one)).toBe(true);
    expect(one.repository.writes).toHaveLength(before);
    expect(one.log).toEqual([]);
  });

  it.each<[string, (one: MemoryDelivery) => unknown]>([
    ['someone pushed to another file', (one) => one.repository.push({ 'theirs.txt': 't' })],
    ['a reviewer pushed beside the files', (one) => one.repository.push({ 'more.txt': 't' }, work)],
  ])('still waits after %s', async (_, act) => {
    const one = await waiting();
    act(one);
    expect(await asked(one)).toBe(true);
  });

  it.each<[string, (one: MemoryDelivery) => unknown]>([
    ['it was merged', (one) => one.repository.merge(work)],
    ['the base got the files', (one) => one.repository.push({ 'a.txt': 'x', 'run.sh': 'x' })],
    ['the base changed a file of it', (one) => one.repository.push({ 'a.txt': 'by hand' })],
    ['it was closed', (one) => one.repository.pullRequests.update(1, { state: 'closed' })],
    ['its branch was deleted', (one) => one.repository.branches.delete(work)],
    ['a file on it was edited', (one) => one.repository.push({ 'a.txt': 'edited' }, work)],
    ['its title was edited', (one) => one.repository.pullRequests.update(1, { title: 'Other' })],
    ['its base was deleted', (one) => one.repository.branches.delete('main')],
    ['the repository was deleted', (one) => Object.assign(one.repository, { isThere: false })],
    [
      'GitHub does not answer',
      (one) => {
        one.repository.before = () => {
          throw new GitHubFailure('uncertain', 'no answer');
        };
      },
    ],
  ])('does not wait unchanged after %s, and nothing is written', async (_, act) => {
    const one = await waiting();
    await act(one);
    const before = one.repository.writes.length;
    expect(await asked(one)).toBe(false);
    expect(one.repository.writes).toHaveLength(before);
  });

  it('does not wait as another one that was opened for it', async () => {
    const one = await waiting();
    const { pullRequests } = one.repository;
    await pullRequests.update(1, { state: 'closed' });
    await pullRequests.create({
      head: work,
      base: 'main',
      title: 'Update managed files',
      body: '',
    });
    expect(await asked(one)).toBe(false);
  });

  it('does not wait once delivery is by commit', async () => {
    expect(await asked(await waiting(), { delivery: 'commit' })).toBe(false);
  });

  it('does not wait where the words are others now', async () => {
    const one = await waiting();
    expect(await asked(one, { message: 'Another title' })).toBe(false);
  });

  it('does not hide a mistake', async () => {
    const one = await waiting();
    one.repository.before = () => {
      throw new RangeError('a mistake');
    };
    await expect(asked(one)).rejects.toThrow('a mistake');
  });
});
