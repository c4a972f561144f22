import { unknown, type ValueMap } from '../../provider/protocol/values';
import { Loopback, type TestRepository } from './loopback';

const loopback = new Loopback('pull-request-delivery');
const work = 'gatehouse/pipeline';
const readme = { 'README.md': 'theirs' };

interface Delivered {
  readonly id: string;
  readonly outputs: ValueMap;
}

const wish = (
  repository: TestRepository,
  files: Readonly<Record<string, string>>,
  more: ValueMap = {},
): ValueMap => repository.inputs(files, { delivery: 'pullRequest', ...more });

const create = (
  repository: TestRepository,
  files: Readonly<Record<string, string>>,
  more: ValueMap = {},
): Promise<Delivered> => loopback.kind().create(wish(repository, files, more), repository.context);

async function update(
  repository: TestRepository,
  { id, outputs }: Delivered,
  files: Readonly<Record<string, string>>,
  more: ValueMap = {},
): Promise<Delivered> {
  const news = wish(repository, files, more);
  return { id, outputs: await loopback.kind().update(id, outputs, news, repository.context) };
}

const refreshed = async (
  repository: TestRepository,
  { id, outputs }: Delivered,
): Promise<Delivered> => {
  const read = await loopback.kind().read(id, {}, outputs, repository.context);
  return { id, outputs: read.outputs };
};

/** What a squash merge on GitHub does: the base gets the branch's files in a commit of its own. */
async function merge(repository: TestRepository): Promise<void> {
  const [number = 0] = repository.openPullRequests();
  const answer = await fetch(
    `${loopback.github.url}/repos/acme/${repository.name}/pulls/${number}/merge`,
    {
      method: 'PUT',
      headers: { authorization: `Bearer ${loopback.github.token}` },
      body: JSON.stringify({ merge_method: 'squash' }),
    },
  );
  expect(answer.status).toBe(200);
}

async function closePullRequest(repository: TestRepository, number: number): Promise<void> {
  const answer = await fetch(
    `${loopback.github.url}/repos/acme/${repository.name}/pulls/${number}`,
    {
      method: 'PATCH',
      headers: { authorization: `Bearer ${loopback.github.token}` },
      body: JSON.stringify({ state: 'closed' }),
    },
  );
  expect(answer.status).toBe(200);
}

describe('pull request delivery', () => {
  it('opens one pull request and leaves the base alone', async () => {
    const repository = await loopback.repository();
    const { outputs } = await create(repository, { 'a.txt': '1' });
    expect(await repository.files()).toEqual(readme);
    expect(await repository.files(work)).toEqual({ ...readme, 'a.txt': '1' });
    expect(repository.openPullRequests()).toEqual([outputs['pullRequestNumber']]);
    expect(outputs).toMatchObject({ pending: true, pullRequestBranch: work });
    expect(outputs['pullRequestUrl']).toContain(`/acme/${repository.name}/pull/`);
  });

  it('updates the open pull request in place, title and body too', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1', 'b.txt': '1' });
    const second = await update(
      repository,
      first,
      { 'a.txt': '2' },
      {
        pullRequest: { title: 'New title', body: 'New body' },
      },
    );
    expect(second.outputs['pullRequestNumber']).toBe(first.outputs['pullRequestNumber']);
    expect(repository.openPullRequests()).toHaveLength(1);
    expect(await repository.files(work)).toEqual({ ...readme, 'a.txt': '2' });
    const [issue] = loopback.github.world.required('acme', repository.name).issues;
    expect(issue).toMatchObject({ title: 'New title', body: 'New body' });
  });

  it('writes nothing for an update while the pull request waits unchanged', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    const before = loopback.github.requests.length;
    const head = await repository.git('rev-parse', work);
    await update(repository, first, { 'a.txt': '1' });
    expect(await repository.git('rev-parse', work)).toBe(head);
    const methods = loopback.github.requests.slice(before).map(({ method }) => method);
    expect(methods).toEqual(['POST', 'GET']);
  });

  it('tells which checks the branch reports: those of the files before, until the new ones are merged', async () => {
    const repository = await loopback.repository();
    const step = { checks: ['One'] };
    const first = await create(repository, { 'ci.yml': '1' }, step);
    expect(first.outputs).toMatchObject({ pending: true, checksOnBranch: [] });
    await merge(repository);
    expect((await refreshed(repository, first)).outputs['checksOnBranch']).toEqual(['One']);
    // The merge goes unnoticed, and the next set is wanted already.
    const second = await update(repository, first, { 'ci.yml': '2' }, { checks: ['Two'] });
    expect(second.outputs).toMatchObject({ pending: true, checksOnBranch: ['One'] });
    const third = await update(repository, second, { 'ci.yml': '3' }, { checks: ['Three'] });
    expect(third.outputs).toMatchObject({ pending: true, checksOnBranch: ['One'] });
    await merge(repository);
    const last = await update(repository, third, { 'ci.yml': '3' }, { checks: ['Three'] });
    expect(last.outputs).toMatchObject({ pending: false, checksOnBranch: ['Three'] });
  });

  it('knows the checks in a preview wherever every outcome has the same ones', async () => {
    const repository = await loopback.repository();
    const kind = loopback.kind();
    const preview = async (one: Delivered, checks: readonly string[]): Promise<unknown> => {
      const news = wish(repository, { 'ci.yml': '2' }, { checks: [...checks] });
      return (await kind.previewUpdate(one.outputs, news, repository.context))['checksOnBranch'];
    };
    const first = await create(repository, { 'ci.yml': '1' }, { checks: ['One'] });
    expect(await preview(first, ['One'])).toBe(unknown);
    await merge(repository);
    const merged = await refreshed(repository, first);
    expect(await preview(merged, ['One'])).toEqual(['One']);
    expect(await preview(merged, ['Two'])).toBe(unknown);
  });

  it('is done, and cleans up, once the pull request is merged', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await merge(repository);
    const read = await refreshed(repository, first);
    expect(read.outputs).toMatchObject({ pending: false, pullRequestNumber: null });
    const second = await update(repository, first, { 'a.txt': '1' });
    expect(second.outputs).toMatchObject({ pending: false, pullRequestUrl: null });
    expect(await repository.branches()).toBe('main');
    expect(await repository.commits()).toBe(2);
  });

  it('opens the next pull request on the merged base', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await merge(repository);
    const second = await update(repository, first, { 'a.txt': '1', 'b.txt': '1' });
    expect(second.outputs['pullRequestNumber']).not.toBe(first.outputs['pullRequestNumber']);
    expect(repository.openPullRequests()).toHaveLength(1);
    expect(await repository.git('rev-parse', `${work}^`)).toBe(
      await repository.git('rev-parse', 'main'),
    );
  });

  it('opens it again after someone closed it, and after someone deleted its branch', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await closePullRequest(repository, Number(first.outputs['pullRequestNumber']));
    const closed = await refreshed(repository, first);
    expect(closed.outputs).toMatchObject({ pending: true, blobs: {} });
    const second = await update(repository, closed, { 'a.txt': '1' });
    expect(repository.openPullRequests()).toEqual([second.outputs['pullRequestNumber']]);

    const { world } = loopback.github;
    await world
      .git(world.required('acme', repository.name))
      .git(['update-ref', '-d', `refs/heads/${work}`]);
    await closePullRequest(repository, Number(second.outputs['pullRequestNumber']));
    const third = await update(repository, second, { 'a.txt': '1' });
    expect(repository.openPullRequests()).toEqual([third.outputs['pullRequestNumber']]);
    expect(await repository.files(work)).toEqual({ ...readme, 'a.txt': '1' });
  });

  it('closes it when it has become empty', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await repository.push({ 'a.txt': '1' });
    const second = await update(repository, first, { 'a.txt': '1' });
    expect(second.outputs).toMatchObject({ pending: false });
    expect(repository.openPullRequests()).toEqual([]);
    expect(await repository.branches()).toBe('main');
  });

  it('keeps a pull request that only removes files open until it is merged', async () => {
    const repository = await loopback.repository();
    const direct = await loopback
      .kind()
      .create(repository.inputs({ 'a.txt': '1', 'b.txt': '1' }), repository.context);
    const first = await update(repository, direct, { 'a.txt': '1' });
    expect(first.outputs).toMatchObject({ pending: true, ownedOnBase: ['a.txt', 'b.txt'] });
    const again = await update(repository, await refreshed(repository, first), { 'a.txt': '1' });
    expect(again.outputs).toMatchObject({ pending: true });
    expect(repository.openPullRequests()).toHaveLength(1);
    await merge(repository);
    expect((await refreshed(repository, again)).outputs).toMatchObject({ pending: false });
    expect(await repository.files()).toEqual({ ...readme, 'a.txt': '1' });
  });

  it('rebuilds the branch when the base changed one of its files', async () => {
    const repository = await loopback.repository({ 'README.md': 'theirs\n', 'a.txt': 'old\n' });
    const first = await create(repository, { 'a.txt': '1' }, { adopt: true });
    await repository.push({ 'a.txt': 'newer\n', 'c.txt': 'theirs\n' });
    const second = await update(repository, first, { 'a.txt': '1' }, { adopt: true });
    expect(second.outputs['pullRequestNumber']).toBe(first.outputs['pullRequestNumber']);
    expect(await repository.git('rev-parse', `${work}^`)).toBe(
      await repository.git('rev-parse', 'main'),
    );
    expect(await repository.files(work)).toEqual({ ...readme, 'a.txt': '1', 'c.txt': 'theirs' });
  });

  it("keeps someone's commits on its branch, and refuses to rebuild over them", async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await repository.push({ 'fix.txt': 'theirs\n' }, work);
    const second = await update(repository, first, { 'a.txt': '2' });
    expect(await repository.files(work)).toEqual({ ...readme, 'a.txt': '2', 'fix.txt': 'theirs' });

    await repository.push({ 'a.txt': '0' });
    await expect(update(repository, second, { 'a.txt': '3' }, { adopt: true })).rejects.toThrow(
      `the branch ${work} of acme/${repository.name} must be recreated, but it has changes by others to fix.txt`,
    );
    expect(await repository.files(work)).toMatchObject({ 'fix.txt': 'theirs' });
  });

  it('leaves the branch when it is not needed any more but holds the work of someone else', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await repository.push({ 'fix.txt': 'theirs\n' }, work);
    await repository.push({ 'a.txt': '1' });
    await update(repository, first, { 'a.txt': '1' });
    expect(await repository.branches()).toBe(`${work}\nmain`);
    expect(repository.log.join('\n')).toContain(
      'was kept, because it has changes by others to fix.txt',
    );
  });

  it('does not take over a file that someone else brought to the base meanwhile', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await repository.push({ 'a.txt': 'theirs' });
    await expect(update(repository, first, { 'a.txt': '2' })).rejects.toThrow(
      'that Gatehouse does not manage: a.txt',
    );
    await closePullRequest(repository, Number(first.outputs['pullRequestNumber']));
    const read = await refreshed(repository, first);
    await loopback.kind().delete(read.id, read.outputs, repository.context);
    expect(await repository.files()).toEqual({ ...readme, 'a.txt': 'theirs' });
  });

  it('closes the former pull request when its branch gets another name, or delivery is by commit', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    const renamed = await update(
      repository,
      first,
      { 'a.txt': '1' },
      {
        pullRequest: { branch: 'other' },
      },
    );
    expect(await repository.branches()).toBe('main\nother');
    expect(repository.openPullRequests()).toEqual([renamed.outputs['pullRequestNumber']]);
    const news = repository.inputs({ 'a.txt': '1' });
    await loopback.kind().update(renamed.id, renamed.outputs, news, repository.context);
    expect(await repository.branches()).toBe('main');
    expect(repository.openPullRequests()).toEqual([]);
    expect(await repository.files()).toEqual({ ...readme, 'a.txt': '1' });
  });

  it('removes by a pull request too, and at once where nothing was merged', async () => {
    const repository = await loopback.repository();
    const first = await create(repository, { 'a.txt': '1' });
    await loopback.kind().delete(first.id, first.outputs, repository.context);
    expect(await repository.branches()).toBe('main');
    expect(repository.openPullRequests()).toEqual([]);

    const second = await create(repository, { 'a.txt': '1' });
    await merge(repository);
    const merged = await refreshed(repository, second);
    await loopback.kind().delete(merged.id, merged.outputs, repository.context);
    expect(repository.log.at(-1)).toContain('the removal is waiting in');
    expect(repository.openPullRequests()).toHaveLength(1);
    await merge(repository);
    expect(await repository.files()).toEqual(readme);
  });
});
