import { GitHubFailure } from '../github/failure';
import { unknown, type ValueMap } from '../protocol/values';
import { mapFromWire } from '../protocol/values';
import { MemoryDelivery } from './memory-delivery';
import { readBack } from './read-back';
import { stateOutputs } from './state';
import { workflowCommitKind } from './workflow-commit-kind';

const provenBy = '.github/workflows/ci.yml';
const checks = ['CI Success'];
const work = 'gatehouse/pipeline';
const files = { 'a.txt': 'x' };

const stage = (more: ValueMap = {}) => {
  const delivery = new MemoryDelivery(undefined, { provenBy, checks, ...more });
  const ran = (branch: string, conclusions: Readonly<Record<string, string>>): void => {
    delivery.repository.runs.unshift({ workflow: provenBy, branch, conclusions });
  };
  const succeeds = (branch: string, ...jobs: string[]): void => {
    ran(branch, Object.fromEntries(jobs.map((job) => [job, 'success'])));
  };
  return { delivery, ran, succeeds };
};

describe('a check that must succeed first', () => {
  it('may be required once it succeeded on the branch', async () => {
    const { delivery, succeeds } = stage();
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    expect(delivery.log).toEqual([
      'info: acme/orders: CI Success is required after its first success on main',
    ]);
    succeeds('main', 'Lint');
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    succeeds('another', 'CI Success');
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    succeeds('main', 'Lint', 'CI Success');
    expect((await delivery.deliver(files)).checksOnBranch).toEqual(checks);
  });

  it('must succeed in one run with the others that the workflow reports', async () => {
    const { delivery, ran } = stage({ checks: ['One', 'Two', 'Of an App'] });
    ran('main', { One: 'success', Two: 'skipped' });
    ran('main', { One: 'skipped', Two: 'success' });
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    ran('main', { One: 'success', Two: 'success' });
    expect((await delivery.deliver(files)).checksOnBranch).toEqual(['One', 'Two', 'Of an App']);
  });

  it('is proven by the pull request that brings the files, and required after its merge', async () => {
    const { delivery, succeeds } = stage({ delivery: 'pullRequest' });
    const { repository } = delivery;
    succeeds(work, 'CI Success');
    expect(await delivery.deliver(files)).toMatchObject({ pending: true, checksOnBranch: [] });
    repository.branches.set('main', repository.head(work));
    expect(await delivery.deliver(files)).toMatchObject({ pending: false, checksOnBranch: checks });
  });

  it('stays out after a merge without success, also when the next change waits', async () => {
    const { delivery } = stage({ delivery: 'pullRequest' });
    const { repository } = delivery;
    const { pending } = await delivery.deliver(files);
    expect(pending).toBe(true);
    repository.branches.set('main', repository.head(work));
    const next = await delivery.deliver({ 'a.txt': 'y' });
    expect(next).toMatchObject({ pending: true, checksOnBranch: [] });
  });

  it('is required at once where another was before', async () => {
    const { delivery, succeeds } = stage();
    succeeds('main', 'CI Success');
    await delivery.deliver(files);
    delivery.repository.runs.length = 0;
    const renamed = await delivery.deliver({ 'a.txt': 'y' }, { checks: ['Renamed'] });
    expect(renamed.checksOnBranch).toEqual(['Renamed']);
  });

  it('is not asked for where there is none', async () => {
    const { delivery } = stage({ checks: [] });
    delivery.repository.before = (method) => {
      if (method === 'successfulRuns') throw new Error('asked for runs');
    };
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    expect(delivery.log).toEqual([]);
  });

  it('stays out, with a warning, where the runs cannot be read; another failure is one', async () => {
    const { delivery } = stage();
    let failure = new GitHubFailure('refused', 'Resource not accessible by integration');
    delivery.repository.before = (method) => {
      if (method === 'successfulRuns') throw failure;
    };
    expect((await delivery.deliver(files)).checksOnBranch).toEqual([]);
    expect(delivery.log[0]).toBe(
      `warning: acme/orders: the runs of ${provenBy} cannot be read, so no check is required yet; ` +
        'grant the token or App `actions: read`: Resource not accessible by integration',
    );
    failure = new GitHubFailure('absent', 'gone');
    await expect(delivery.deliver(files)).rejects.toThrow('gone');
  });
});

describe('the engine', () => {
  const outputs = (delivery: MemoryDelivery): ValueMap => {
    if (delivery.state === undefined) throw new Error('nothing was delivered');
    const { repository } = delivery;
    return mapFromWire({
      ...{ repository: repository.name, branch: 'main', provenBy, checks },
      ...stateOutputs(delivery.state),
    });
  };
  const news = (more: ValueMap = {}): ValueMap =>
    mapFromWire({ repository: 'orders', branch: 'main', files, provenBy, checks, ...more });
  const context = { urn: 'urn', log: () => undefined, oldInputs: news() };

  it('updates the resource once the checks have succeeded', async () => {
    const { delivery, succeeds } = stage();
    await delivery.deliver(files);
    const kind = workflowCommitKind(() => delivery.repository);
    expect(await kind.diff(outputs(delivery), news(), context)).toEqual({});
    succeeds('main', 'CI Success');
    expect(await kind.diff(outputs(delivery), news(), context)).toEqual({
      checksOnBranch: 'update',
    });
    expect(await workflowCommitKind(undefined).diff(outputs(delivery), news(), context)).toEqual(
      {},
    );
    await delivery.deliver(files);
    expect(await kind.diff(outputs(delivery), news(), context)).toEqual({});
  });

  it('knows the checks in a preview only where some are required already', async () => {
    const { delivery, succeeds } = stage();
    const kind = workflowCommitKind(() => delivery.repository);
    expect(await kind.previewCreate(news(), context)).toMatchObject({ checksOnBranch: unknown });
    expect(await kind.previewCreate(news({ checks: [] }), context)).toMatchObject({
      checksOnBranch: [],
    });
    succeeds('main', 'CI Success');
    await delivery.deliver(files);
    const renamed = news({ checks: ['Renamed'] });
    expect(await kind.previewUpdate(outputs(delivery), renamed, context)).toMatchObject({
      checksOnBranch: ['Renamed'],
    });
  });

  it('leaves it to the next update, when a refresh finds the merge', async () => {
    const { delivery } = stage({ delivery: 'pullRequest' });
    await delivery.deliver(files);
    const { repository } = delivery;
    repository.branches.set('main', repository.head(work));
    const found = await readBack(repository, 'orders:main', {}, outputs(delivery));
    expect(found.outputs).toMatchObject({ pending: false, checksOnBranch: [] });
  });
});
