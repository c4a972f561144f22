import { type ValueMap } from '../../provider/protocol/values';
import { Loopback, type TestRepository } from './loopback';

const loopback = new Loopback('commit-delivery');
const ci = '.github/workflows/ci.yml';
const readme = { 'README.md': 'theirs' };

async function created(
  repository: TestRepository,
  inputs: ValueMap,
): Promise<{ readonly id: string; readonly outputs: ValueMap }> {
  return loopback.kind().create(inputs, repository.context);
}

describe('commit delivery', () => {
  it('brings all files in one commit, beside what is there', async () => {
    const repository = await loopback.repository();
    const { id, outputs } = await created(
      repository,
      repository.inputs({ [ci]: 'on: push\n', 'a/b.txt': 'b\n' }, { message: 'Ours\n\nWhy' }),
    );
    expect(id).toBe(`${repository.name}:main`);
    expect(await repository.files()).toEqual({ ...readme, [ci]: 'on: push', 'a/b.txt': 'b' });
    expect(await repository.commits()).toBe(2);
    expect(await repository.git('log', '-1', '--format=%B', 'main')).toBe('Ours\n\nWhy');
    expect(outputs).toMatchObject({
      commitSha: await repository.git('rev-parse', 'main'),
      headSha: await repository.git('rev-parse', 'main'),
      blobs: { [ci]: await repository.git('rev-parse', `main:${ci}`) },
      pending: false,
      pullRequestUrl: null,
    });
    expect(outputs).not.toHaveProperty('files');
  });

  it('refuses a second stack in its preview, by the mark that the first left on the data branch', async () => {
    const repository = await loopback.repository();
    const of = (stack: string, file: string): ValueMap =>
      repository.inputs({ [file]: 'x' }, { owner: { stack, branch: 'gatehouse-data' } });
    const { id, outputs } = await created(repository, of('acme/gatehouse/prod', 'a.txt'));
    expect(await repository.git('show', 'gatehouse-data:owner.json')).toBe(
      '{\n  "stack": "acme/gatehouse/prod",\n  "branch": "main"\n}',
    );
    const second = of('acme/gatehouse/dev', 'b.txt');
    await expect(loopback.kind().previewCreate(second, repository.context)).rejects.toThrow(
      `acme/${repository.name} is managed by the stack acme/gatehouse/prod, and this is acme/gatehouse/dev.`,
    );
    await loopback.kind().delete(id, outputs, repository.context);
    await created(repository, second);
    expect(await repository.files()).toEqual({ ...readme, 'b.txt': 'x' });
  });

  it('makes no commit and asks once when the files are there already', async () => {
    const repository = await loopback.repository({ [ci]: 'on: push\n' });
    const before = loopback.github.requests.length;
    const { outputs } = await created(repository, repository.inputs({ [ci]: 'on: push\n' }));
    expect(loopback.github.requests.slice(before)).toHaveLength(1);
    expect(await repository.commits()).toBe(1);
    expect(outputs['commitSha']).toBe(await repository.git('rev-parse', 'main'));
  });

  it('updates, adds and removes in one commit', async () => {
    const repository = await loopback.repository();
    const { id, outputs } = await created(
      repository,
      repository.inputs({ 'a.txt': '1', 'b.txt': '1' }),
    );
    const updated = await loopback
      .kind()
      .update(id, outputs, repository.inputs({ 'a.txt': '2', 'c.txt': '1' }), repository.context);
    expect(await repository.files()).toEqual({ ...readme, 'a.txt': '2', 'c.txt': '1' });
    expect(await repository.commits()).toBe(3);
    expect(Object.keys(updated['blobs'] ?? {})).toEqual(['a.txt', 'c.txt']);
  });

  it('sets and clears the executable bit', async () => {
    const repository = await loopback.repository();
    const files = { 'run.sh': '#!/bin/sh\n', 'bytes.txt': 'x' };
    const { id, outputs } = await created(
      repository,
      repository.inputs(files, { executables: ['run.sh'] }),
    );
    expect(await repository.files()).toMatchObject({ 'run.sh': '100755 #!/bin/sh' });
    await loopback.kind().update(id, outputs, repository.inputs(files), repository.context);
    expect(await repository.files()).toMatchObject({ 'run.sh': '#!/bin/sh' });
    expect(await repository.commits()).toBe(3);
  });

  it('refuses to overwrite a foreign file and changes nothing', async () => {
    const repository = await loopback.repository({ [ci]: 'by hand\n' });
    await expect(
      created(repository, repository.inputs({ [ci]: 'ours\n', 'new.txt': 'new' })),
    ).rejects.toThrow(
      `acme/${repository.name} has files on main that it does not manage: ${ci}. Nothing was changed`,
    );
    expect(await repository.files()).toEqual({ [ci]: 'by hand' });
  });

  it('refuses to put a folder where a foreign file exists', async () => {
    const repository = await loopback.repository({ '.github': 'a file\n' });
    await expect(
      created(repository, repository.inputs({ [ci]: 'ours\n' }, { adopt: true })),
    ).rejects.toThrow('that it does not manage: .github.');
    expect(await repository.files()).toEqual({ '.github': 'a file' });
  });

  it('overwrites a foreign file when told to, and shows the difference in the preview', async () => {
    const repository = await loopback.repository({ [ci]: 'same\nby hand\n' });
    const inputs = repository.inputs({ [ci]: 'same\nours\n' }, { adopt: true });
    await loopback.kind().previewCreate(inputs, repository.context);
    expect(await repository.files()).toEqual({ [ci]: 'same\nby hand' });
    expect(repository.log.join('\n')).toContain(' same\n-by hand\n+ours\n');
    await created(repository, inputs);
    expect(await repository.files()).toEqual({ [ci]: 'same\nours' });
  });

  it('removes only what it owns, in one commit, and survives a branch or repository that is gone', async () => {
    const repository = await loopback.repository();
    const { id, outputs } = await created(
      repository,
      repository.inputs({ 'ours/a.txt': '1', 'ours/b.txt': '2' }),
    );
    await repository.push({ 'ours/theirs.txt': 'theirs' });
    await loopback.kind().delete(id, outputs, repository.context);
    expect(await repository.files()).toEqual({ ...readme, 'ours/theirs.txt': 'theirs' });
    expect(await repository.commits()).toBe(4);

    await loopback.kind().delete(id, outputs, repository.context);
    expect(await repository.commits()).toBe(4);
    const { world } = loopback.github;
    await world.deleteRepository(world.required('acme', repository.name));
    await loopback.kind().delete(id, outputs, repository.context);
  });

  it('names the repository, the branch and what was looked for', async () => {
    const repository = await loopback.repository();
    const python = { requireOneOf: [['pyproject.toml', 'setup.py'], ['README.md']] };
    await expect(created(repository, repository.inputs({ [ci]: 'x' }, python))).rejects.toThrow(
      `the branch main of acme/${repository.name} has none of pyproject.toml, setup.py; nothing was changed`,
    );
    await expect(
      created(repository, { ...repository.inputs({ [ci]: 'x' }), branch: 'dev' }),
    ).rejects.toThrow(`acme/${repository.name} has no branch dev; its default branch is main`);
    await expect(
      created(repository, { ...repository.inputs({ [ci]: 'x' }), repository: 'missing' }),
    ).rejects.toThrow('the repository acme/missing not found, or the token lacks access');
    await loopback.github.world.createRepository('acme', 'empty');
    await expect(
      created(repository, { ...repository.inputs({ [ci]: 'x' }), repository: 'empty' }),
    ).rejects.toThrow('the repository acme/empty is empty');
  });

  it('says which permission a refused write needs', async () => {
    const repository = await loopback.repository();
    const token = 'fine-grained-token-without-workflows';
    loopback.github.world.tokens.set(token, {
      token,
      login: 'robot',
      kind: 'fine-grained',
      permissions: { contents: 'write' },
      role: 'write',
    });
    const attempt = loopback
      .kind(token)
      .create(repository.inputs({ [ci]: 'on: push\n' }), repository.context);
    await expect(attempt).rejects.toThrow(/workflows: write/);
    await expect(attempt).rejects.not.toThrow(token);
    expect(await repository.commits()).toBe(1);
  });

  it('says that the branch is protected', async () => {
    const repository = await loopback.repository();
    const client = loopback.client();
    const { z } = await import('zod');
    await client.rest(z.unknown(), 'POST /repos/{owner}/{repo}/rulesets', {
      owner: 'acme',
      repo: repository.name,
      name: 'main',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: [{ type: 'pull_request', parameters: pullRequestRule }],
    });
    for (const executables of [[], [ci]]) {
      await expect(
        created(repository, repository.inputs({ [ci]: 'x' }, { executables })),
      ).rejects.toThrow('the branch is protected: deliver by pull request');
    }
  });

  it('tells whose edits it overwrites', async () => {
    const repository = await loopback.repository();
    const { id, outputs } = await created(repository, repository.inputs({ 'a.txt': '1' }));
    await repository.push({ 'a.txt': 'edited' });
    await loopback
      .kind()
      .update(id, outputs, repository.inputs({ 'a.txt': '2' }), repository.context);
    expect(repository.log).toEqual([
      expect.stringContaining('a.txt on main had been edited since the last delivery'),
    ]);
  });
});

const pullRequestRule = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};
