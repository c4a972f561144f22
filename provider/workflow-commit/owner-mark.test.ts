import { GitHubFailure } from '../github/failure';
import { type ValueMap } from '../protocol/values';
import { MemoryDelivery } from './memory-delivery';
import { type Content } from './memory-repository';
import { release } from './owner-mark';

const files = { 'a.txt': 'x' };
const data = 'gatehouse-data';
const ownedBy = (stack: string, branch = data): ValueMap => ({ owner: { stack, branch } });
const prod = ownedBy('acme/gatehouse/prod');
const dev = ownedBy('acme/gatehouse/dev');
const markOf = (stack: string, branch = 'main'): string =>
  `{\n  "stack": "${stack}",\n  "branch": "${branch}"\n}\n`;

/** Another delivery to the same repository, as of another stack. */
const beside = (one: MemoryDelivery): MemoryDelivery => new MemoryDelivery(one.repository);

function withData(owner: Content | undefined): MemoryDelivery {
  const one = new MemoryDelivery();
  const { repository } = one;
  repository.branches.set(data, repository.head('main'));
  repository.push(
    { 'history.json': '{}', ...(owner === undefined ? {} : { 'owner.json': owner }) },
    data,
  );
  repository.writes.length = 0;
  return one;
}

describe('the first delivery of a stack', () => {
  it('marks the repository on a branch of its own, with no history of the code', async () => {
    const one = new MemoryDelivery();
    const { owner } = await one.deliver(files, prod);
    expect(owner).toEqual(prod['owner']);
    expect(one.repository.texts(data)).toEqual({ 'owner.json': markOf('acme/gatehouse/prod') });
    expect(one.repository.commits.get(one.repository.head(data))?.parents).toEqual([]);
    expect(one.repository.writes).toEqual(['looseCommit', 'createBranch', 'commitOnBranch']);
  });

  it('keeps what is on the data branch', async () => {
    const one = withData(undefined);
    await one.deliver(files, prod);
    expect(one.repository.texts(data)).toMatchObject({
      'history.json': '{}',
      'owner.json': markOf('acme/gatehouse/prod'),
    });
  });

  it('writes no mark where the program names no stack', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files);
    expect([...one.repository.branches.keys()]).toEqual(['main']);
  });

  it('writes no second one where its answer was lost, and asks no more once it is written', async () => {
    const one = withData(markOf('acme/gatehouse/prod'));
    await one.deliver(files, prod);
    expect(one.repository.writes).toEqual(['commitOnBranch']);
    const asked: string[] = [];
    one.repository.before = (method) => asked.push(method);
    await one.deliver(files, prod);
    expect(asked).toEqual(['view']);
  });

  it.each(['the repository', 'the branch'])(
    'leaves it to the delivery to miss %s',
    async (what) => {
      const one = new MemoryDelivery();
      if (what === 'the branch') one.repository.branches.clear();
      else one.repository.isThere = false;
      await expect(one.deliver(files, prod)).rejects.toThrow(/^the repository acme\/orders /);
    },
  );

  it('goes on, with a warning, where the data branch is protected', async () => {
    const one = withData(undefined);
    one.repository.commitOnBranch = ((real) => (branch, commit) => {
      if (branch === data) return Promise.reject(new GitHubFailure('refused', 'protected'));
      return real.call(one.repository, branch, commit);
    })(one.repository.commitOnBranch.bind(one.repository));
    await one.deliver(files, prod);
    expect(one.repository.texts()).toMatchObject(files);
    expect(one.log).toEqual([
      'warning: acme/orders: could not write owner.json on the branch gatehouse-data, so another stack may manage it too: protected',
    ]);
  });
});

describe('a second stack', () => {
  it('is refused with the name of the first, and nothing is written', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    const writes = one.repository.writes.length;
    await expect(beside(one).deliver({ 'b.txt': 'x' }, dev)).rejects.toThrow(
      'acme/orders is managed by the stack acme/gatehouse/prod, and this is acme/gatehouse/dev. Nothing was changed. ' +
        'Remove the repository from one of the two; if acme/gatehouse/prod is gone, delete owner.json on the branch gatehouse-data of acme/orders',
    );
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('is refused where both begin at once', async () => {
    const one = new MemoryDelivery();
    let isFirst = true;
    one.repository.before = (method) => {
      if (method !== 'createBranch' || !isFirst) return;
      isFirst = false;
      one.repository.branches.set(data, one.repository.head('main'));
      one.repository.push({ 'owner.json': markOf('acme/gatehouse/prod') }, data);
    };
    await expect(one.deliver(files, dev)).rejects.toThrow(
      'is managed by the stack acme/gatehouse/prod',
    );
    expect(one.repository.texts()).not.toHaveProperty('a.txt');
  });

  it('takes the repository over once the first has given it up', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    await release(one.of({}, prod));
    expect(one.repository.texts(data)).toEqual({});
    await beside(one).deliver(files, dev);
    expect(one.repository.texts(data)).toEqual({ 'owner.json': markOf('acme/gatehouse/dev') });
  });

  it.each<[string, Content]>([
    ['damaged', '{'],
    ['of another kind', '{"stack": 5}'],
    ['binary', 'a\0b'],
  ])('is refused where the mark is %s', async (_name, owner) => {
    await expect(withData(owner).deliver(files, dev)).rejects.toThrow(
      'owner.json on the branch gatehouse-data of acme/orders does not say which stack manages the repository. Nothing was changed.',
    );
  });
});

describe('the mark', () => {
  it('moves with the data branch', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    await one.deliver(files, ownedBy('acme/gatehouse/prod', 'other'));
    expect(one.repository.texts(data)).toEqual({});
    expect(one.repository.texts('other')).toHaveProperty(['owner.json']);
  });

  it('follows a stack of another name only by hand', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    await expect(one.deliver(files, dev)).rejects.toThrow('is managed by the stack');
  });

  it('goes when the program does not name a stack any more', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    await one.deliver(files, {});
    expect(one.repository.texts(data)).toEqual({});
  });

  it('stays when the branch was replaced by another one of the same stack', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    one.repository.branches.set('trunk', one.repository.head('main'));
    await beside(one).deliver(files, { ...prod, branch: 'trunk' });
    await release(one.of({}, prod));
    expect(one.repository.texts(data)).toEqual({
      'owner.json': markOf('acme/gatehouse/prod', 'trunk'),
    });
  });

  it.each<[string, Content | undefined]>([
    ['of another stack', markOf('acme/gatehouse/dev')],
    ['damaged', '{'],
    ['gone', undefined],
  ])('that is %s is not removed', async (_name, owner) => {
    const one = withData(markOf('acme/gatehouse/prod'));
    await one.deliver(files, prod);
    one.repository.push({ 'owner.json': owner ?? null }, data);
    const writes = one.repository.writes.length;
    await release(one.of({}, prod));
    expect(one.repository.writes).toHaveLength(writes);
  });

  it('that cannot be removed is a warning', async () => {
    const one = new MemoryDelivery();
    await one.deliver(files, prod);
    one.repository.before = (method) => {
      if (method === 'commitOnBranch') throw new GitHubFailure('refused', 'protected');
    };
    await release(one.of({}, prod));
    expect(one.log).toEqual([
      'warning: acme/orders: could not remove owner.json from the branch gatehouse-data: protected',
    ]);
  });

  it.each(['claim', 'release'])('is not passed over after a lost answer (%s)', async (what) => {
    const one = withData(undefined);
    if (what === 'release') await one.deliver(files, prod);
    one.repository.before = (method) => {
      if (method === 'commitOnBranch') throw new GitHubFailure('uncertain', 'no answer');
    };
    const act = what === 'claim' ? one.deliver(files, prod) : release(one.of({}, prod));
    await expect(act).rejects.toThrow('no answer');
  });
});
