import { GitHubFailure } from '../github/failure';
import { unknown, type ValueMap } from '../protocol/values';
import { MemoryRepository } from './memory-repository';
import { workflowCommitKind } from './workflow-commit-kind';

const work = 'gatehouse/pipeline';
const readme = { 'README.md': 'theirs\n' };

function stage(repository = new MemoryRepository('orders')) {
  const log: string[] = [];
  const asked: string[] = [];
  const kind = workflowCommitKind(
    (name) => {
      asked.push(name);
      return repository;
    },
    { waitMs: 0 },
  );
  const context = {
    urn: 'urn',
    log: (severity: string, message: string) => log.push(`${severity}: ${message}`),
  };
  const inputs = (files: ValueMap, more: ValueMap = {}): ValueMap => ({
    ...{ repository: 'orders', branch: 'main', files },
    ...more,
  });
  return { repository, log, asked, kind, context, inputs };
}
const byRequest = { delivery: 'pullRequest' };

describe('without a credential', () => {
  const kind = workflowCommitKind(undefined);
  const { context, inputs } = stage();

  it('inputs are checked, compared and previewed', async () => {
    expect(kind.check(inputs({}))).toHaveLength(1);
    expect(await kind.diff({ repository: 'orders', branch: 'main' }, inputs({ a: 'x' }))).toEqual({
      'files["a"]': 'add',
    });
    expect(await kind.previewCreate(inputs({ a: 'x' }), context)).toMatchObject({ pending: false });
  });

  it('nothing is delivered', async () => {
    const failure = expect(kind.create(inputs({ a: 'x' }), context)).rejects;
    await failure.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /^no credential: set GITHUB_TOKEN, or the token or appAuth of the provider/,
      ) as unknown,
    });
  });
});

describe('a creation', () => {
  it('delivers, and keeps its inputs but for the files', async () => {
    const { kind, context, inputs, repository, asked } = stage();
    const news = inputs({ 'a.txt': 'x' }, { message: 'Ours', checks: ['CI'] });
    const { id, outputs } = await kind.create(news, context);
    expect(asked).toEqual(['orders']);
    expect(id).toBe('orders:main');
    expect(repository.texts()).toEqual({ ...readme, 'a.txt': 'x' });
    expect(outputs).not.toHaveProperty('files');
    expect(outputs).toMatchObject({
      repository: 'orders',
      branch: 'main',
      message: 'Ours',
      checks: ['CI'],
      checksOnBranch: ['CI'],
      commitSha: repository.head('main'),
      pending: false,
      pullRequestUrl: null,
    });
  });

  it('is an error while an input is unknown', async () => {
    const { kind, context, inputs } = stage();
    await expect(kind.create(inputs({ a: unknown }), context)).rejects.toThrow(
      'an input is still unknown',
    );
  });
});

describe('an update', () => {
  it('starts from what the last delivery left', async () => {
    const { kind, context, inputs, repository } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x', 'b.txt': 'x' }), context);
    const after = await kind.update(id, outputs, inputs({ 'a.txt': 'y' }), context);
    expect(repository.texts()).toEqual({ ...readme, 'a.txt': 'y' });
    expect(after).not.toHaveProperty('files');
    expect(after).toMatchObject({ repository: 'orders', commitSha: repository.head('main') });
  });
});

describe('a preview', () => {
  it('of a creation says what only the delivery can tell', async () => {
    const { kind, context, inputs, repository } = stage();
    const news = inputs({ 'a.txt': 'x' }, { checks: ['CI'] });
    expect(await kind.previewCreate(news, context)).toEqual({
      repository: 'orders',
      branch: 'main',
      checks: ['CI'],
      commitSha: unknown,
      headSha: unknown,
      blobs: unknown,
      pullRequestBranch: unknown,
      pullRequestNumber: unknown,
      pullRequestUrl: unknown,
      checksOnBranch: ['CI'],
      pending: false,
    });
    expect(repository.writes).toEqual([]);
  });

  it('of unknown files looks at nothing and knows no checks', async () => {
    const { kind, context, inputs, asked } = stage();
    const outputs = await kind.previewCreate(inputs({ 'a.txt': unknown }), context);
    expect(outputs).toMatchObject({ checksOnBranch: unknown, pending: unknown });
    expect(asked).toEqual([]);
  });

  it('of a pull request knows the checks wherever every outcome has the same ones', async () => {
    const { kind, context, inputs } = stage();
    const preview = async (outputs: ValueMap | undefined, ...checks: string[]) => {
      const news = inputs({ 'a.txt': 'x' }, { ...byRequest, checks });
      const seen =
        outputs === undefined
          ? await kind.previewCreate(news, context)
          : await kind.previewUpdate(outputs, news, context);
      expect(seen['pending']).toBe(unknown);
      return seen['checksOnBranch'];
    };
    expect(await preview(undefined)).toEqual([]);
    expect(await preview(undefined, 'CI')).toBe(unknown);
    expect(await preview({ checks: ['CI'], checksOnBranch: ['CI'] }, 'CI')).toEqual(['CI']);
    expect(await preview({ checks: ['CI'], checksOnBranch: [] }, 'CI')).toBe(unknown);
    expect(await preview({ checks: ['Old'], checksOnBranch: ['CI'] }, 'CI')).toBe(unknown);
    expect(await preview({ checks: ['CI'], checksOnBranch: ['CI'] }, 'New')).toBe(unknown);
  });

  it('refuses what a delivery would refuse', async () => {
    const foreign = stage(new MemoryRepository('orders', { 'a.txt': 'by hand' }));
    await expect(
      foreign.kind.previewCreate(foreign.inputs({ 'a.txt': 'x' }), foreign.context),
    ).rejects.toThrow('that Gatehouse does not manage: a.txt');
    const { kind, context, inputs } = stage();
    await expect(
      kind.previewCreate(inputs({ 'a.txt': 'x' }, { requireOneOf: [['setup.py']] }), context),
    ).rejects.toThrow('has none of setup.py');
  });

  it('shows what an adoption overwrites, and nothing else', async () => {
    const { kind, context, inputs, log } = stage(
      new MemoryRepository('orders', { 'a.txt': 'by hand\n' }),
    );
    await kind.previewCreate(inputs({ 'b.txt': 'x' }, { adopt: true }), context);
    expect(log).toEqual([]);
    await kind.previewCreate(inputs({ 'a.txt': 'x\n' }, { adopt: true }), context);
    expect(log).toEqual([expect.stringMatching(/^info: acme\/orders: [^]*-by hand\n\+x\n/)]);
  });

  it('of an update shows what changes inside the files, once in a run, and takes its own edits for its own', async () => {
    const { kind, context, inputs, log } = stage();
    const old = inputs({ 'a.txt': 'x\n' });
    const { outputs } = await kind.create(old, context);
    const more = { ...context, oldInputs: old };
    await kind.previewUpdate(outputs, inputs({ 'a.txt': 'y\n' }), more);
    await kind.previewUpdate(outputs, inputs({ 'a.txt': 'y\n' }), more);
    await kind.previewUpdate(outputs, old, more);
    expect(log).toEqual([
      expect.stringMatching(/^info: --- a\/a\.txt\n[^]*-x\n\+y\n/),
      'info: a.txt: same changes as in a repository above',
    ]);
  });

  it('lists what the default branch waives', async () => {
    const day = (distance: number) =>
      new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10);
    const entry = (gate: string, until: string) =>
      `  - { what: { gate: ${gate} }, why: old, owner: '@ada', until: ${until} }\n`;
    const files = {
      '.github/gatehouse/waivers.yaml': `waivers:\n${entry('types', day(60))}${entry('lint', day(3))}${entry('tests', day(-2))}${entry('gate', day(1))}`,
    };
    const { kind, context, inputs, log } = stage(new MemoryRepository('orders', files));
    await kind.previewCreate(inputs({ 'a.txt': 'x' }), context);
    expect(log).toEqual([
      [
        'info: acme/orders has waivers:',
        `  the gate tests, waived by @ada until ${day(-2)} (ended: counts again)`,
        `  the gate lint, waived by @ada until ${day(3)} (ends within 7 days)`,
        `  the gate types, waived by @ada until ${day(60)}`,
        '  1 wrong in .github/gatehouse/waivers.yaml',
      ].join('\n'),
    ]);
  });

  it('lists no waiver that lasts longer than the delivered workflows allow', async () => {
    const until = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
    const files = {
      '.github/gatehouse/waivers.yaml': `waivers:\n  - { what: { gate: types }, why: old, owner: '@ada', until: ${until} }\n`,
    };
    const { kind, context, inputs, log } = stage(new MemoryRepository('orders', files));
    const workflows = {
      '.github/workflows/ci.yml': '  longest-days: 30\n',
      'a.txt': 'longest-days: 7',
    };
    await kind.previewCreate(inputs(workflows), context);
    expect(log).toEqual([
      'info: acme/orders has waivers:\n  1 longer than 30 days, which does not count',
    ]);
  });

  it('of another branch than the default one lists no waivers', async () => {
    const repository = new MemoryRepository('orders', {
      '.github/gatehouse/waivers.yaml': `waivers:\n  - { what: { gate: types }, why: old, owner: '@ada', until: 2030-01-01 }\n`,
    });
    const { kind, context, inputs, log } = stage(repository);
    repository.branches.set('develop', repository.branches.get('main') ?? '');
    await kind.previewCreate(inputs({ 'a.txt': 'x' }, { branch: 'develop' }), context);
    expect(log).toEqual([]);
  });

  it('goes on where GitHub is out of reach, and says so once for all repositories', async () => {
    const { kind, context, inputs, log, repository } = stage();
    repository.before = () => {
      throw new GitHubFailure('uncertain', 'no answer');
    };
    for (const name of ['orders', 'payments']) {
      const news = inputs({ a: 'x' }, { repository: name });
      expect(await kind.previewCreate(news, context)).toMatchObject({ pending: false });
    }
    expect(log).toEqual([
      'warning: acme/orders was not read, and the preview does without: no answer; further repositories that cannot be read are not named',
    ]);
  });

  it.each([
    ['a refusal', new GitHubFailure('refused', 'no rights')],
    ['any other error', new RangeError('a mistake')],
  ])('fails by %s', async (_name, error) => {
    const { kind, context, inputs, repository } = stage();
    repository.before = () => {
      throw error;
    };
    await expect(kind.previewCreate(inputs({ a: 'x' }), context)).rejects.toBe(error);
  });
});

describe('a refresh', () => {
  it('says what someone changed', async () => {
    const { kind, context, inputs, log, repository } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x', 'b.txt': 'x' }), context);
    expect((await kind.read(id, {}, outputs, context)).id).toBe(id);
    expect(log).toEqual([]);
    repository.push({ 'a.txt': 'edited' });
    const read = await kind.read(id, { kept: 1 }, outputs, context);
    expect(read.inputs).toEqual({ kept: 1 });
    expect(log).toEqual(['warning: acme/orders: edited since the last delivery: a.txt']);
  });

  it('of nothing but an id is an import', async () => {
    const { kind, context } = stage();
    const read = await kind.read('orders:main:README.md', {}, {}, context);
    expect(read.inputs).toMatchObject({ files: readme });
  });
});

describe('while a pull request waits', () => {
  const waiting = async () => {
    const one = stage();
    const news = one.inputs({ 'a.txt': 'x' }, byRequest);
    const { id, outputs } = await one.kind.create(news, one.context);
    return { ...one, news, id, outputs };
  };
  const url = 'https://github.com/acme/orders/pull/1';

  it('there is nothing to do, and where it waits is said', async () => {
    const { kind, news, id, outputs, context, log } = await waiting();
    expect(await kind.diff(outputs, news, context)).toEqual({});
    expect(log).toEqual([`info: waiting in ${url}`]);
    const read = await kind.read(id, news, outputs, context);
    expect(read.outputs).toEqual(outputs);
    expect(await kind.diff(read.outputs, news)).toEqual({});
    expect(log).toHaveLength(1);
  });

  it('nothing to do is believed without a credential too', async () => {
    const { news, outputs, context, log } = await waiting();
    expect(await workflowCommitKind(undefined).diff(outputs, news, context)).toEqual({});
    expect(log).toEqual([`info: waiting in ${url}`]);
  });

  it('is believed while a value is unknown, without a look', async () => {
    const { kind, news, outputs, context, repository, log } = await waiting();
    repository.merge(work);
    expect(await kind.diff(outputs, { ...news, message: unknown }, context)).toEqual({});
    expect(log).toEqual([`info: waiting in ${url}`]);
  });

  it('another content is a difference like any other', async () => {
    const { kind, inputs, outputs, context, log } = await waiting();
    const news = inputs({ 'a.txt': 'y' }, byRequest);
    expect(await kind.diff(outputs, news, context)).toEqual({ 'files["a.txt"]': 'update' });
    expect(log).toEqual([]);
  });

  it('its merge is something to do, and a refresh says it', async () => {
    const { kind, news, id, outputs, context, log, repository } = await waiting();
    repository.merge(work);
    expect(await kind.diff(outputs, news, context)).toEqual({ pending: 'update' });
    expect(log).toEqual([]);
    const read = await kind.read(id, news, outputs, context);
    expect(read.outputs).toMatchObject({ pending: false });
    expect(log).toEqual([`info: acme/orders: the changes of ${url} are on the branch now`]);
    expect(await kind.diff(read.outputs, news, context)).toEqual({});
    await kind.read(id, news, read.outputs, context);
    expect(log).toHaveLength(1);
  });
});

describe('a deletion', () => {
  it('removes what is owned in one commit', async () => {
    const { kind, context, inputs, repository, log } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x', 'b/c.txt': 'x' }), context);
    repository.push({ 'b/theirs.txt': 't' });
    await kind.delete(id, outputs, context);
    expect(repository.texts()).toEqual({ ...readme, 'b/theirs.txt': 't' });
    expect(repository.message(repository.head('main'))).toBe('Remove managed files');
    expect(log).toEqual([]);
    const writes = repository.writes.length;
    await kind.delete(id, outputs, context);
    expect(repository.writes).toHaveLength(writes);
  });

  it('does not ask whether a repository is gone that it sees', async () => {
    const { kind, context, inputs, repository, log } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x' }), context);
    Object.assign(repository, { isSeenWhole: false });
    await kind.delete(id, outputs, context);
    expect(repository.texts()).toEqual(readme);
    expect(log).toEqual([]);
  });

  it('by pull request waits in one that says why', async () => {
    const { kind, context, inputs, repository, log } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x' }), context);
    const more = { ...outputs, ...byRequest, pullRequest: { branch: 'own', title: 'Title' } };
    await kind.delete(id, more, context);
    expect(repository.texts()).toMatchObject({ 'a.txt': 'x' });
    expect(repository.texts('own')).toEqual(readme);
    expect(repository.requests).toMatchObject([
      {
        title: 'Remove managed files',
        body: 'The infrastructure program no longer manages these files.',
        head: 'own',
      },
    ]);
    expect(log).toEqual([
      'warning: the removal is waiting in https://github.com/acme/orders/pull/1',
    ]);
  });

  it('of what only waits in a pull request closes it', async () => {
    const { kind, context, inputs, repository, log } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x' }, byRequest), context);
    expect(repository.branches.has(work)).toBe(true);
    await kind.delete(id, outputs, context);
    expect([...repository.branches.keys()]).toEqual(['main']);
    expect(repository.openNumbers()).toEqual([]);
    expect(log).toEqual([]);
  });

  it.each([
    ['branch', true, []],
    ['repository', true, []],
    [
      'repository that the token may just not see',
      false,
      ['warning: acme/orders not found, or the token lacks access: nothing was removed there'],
    ],
  ])('has nothing to do without the %s', async (what, isSeenWhole, expected) => {
    const { kind, context, inputs, repository, log } = stage();
    const { id, outputs } = await kind.create(inputs({ 'a.txt': 'x' }), context);
    const writes = repository.writes.length;
    if (what === 'branch') repository.branches.clear();
    else Object.assign(repository, { isThere: false, isSeenWhole });
    await kind.delete(id, outputs, context);
    expect(repository.writes).toHaveLength(writes);
    expect(log).toEqual(expected);
  });

  it('is an error while the pull request is unknown', async () => {
    const { kind, context } = stage();
    const outputs: ValueMap = { blobs: {}, ...byRequest, pullRequest: unknown };
    await expect(kind.delete('orders:main', outputs, context)).rejects.toThrow(
      'the state of this resource has unknown values',
    );
  });
});
