import { strFromU8, unzipSync } from 'fflate';
import { openTestWorld, refusal, type TestWorld } from '../test-world';

describe('files and git objects', () => {
  let world: TestWorld;
  const at = (repo: string) => ({ owner: world.owner, repo });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  beforeAll(async () => {
    world = await openTestWorld();
  });
  afterAll(async () => {
    expect(world.github.violations).toEqual([]);
    await world.dispose();
  });

  it('creates, reads, updates and deletes a file as commits of the real repository', async () => {
    await world.make('contents');
    const put = 'PUT /repos/{owner}/{repo}/contents/{path}';
    const path = 'docs/a b.md';
    const first = await world.octokit.request(put, {
      ...at('contents'),
      path,
      message: 'Write',
      content: base64('one\n'),
    });
    expect(first.status).toBe(201);
    expect(world.git('contents', 'show', `main:${path}`)).toBe('one');

    const get = 'GET /repos/{owner}/{repo}/contents/{path}';
    const read = await world.octokit.request(get, { ...at('contents'), path });
    const file = read.data as { content: string; sha: string };
    expect(Buffer.from(file.content, 'base64').toString()).toBe('one\n');

    const second = await world.octokit.request(put, {
      ...at('contents'),
      path,
      message: 'Rewrite',
      content: base64('two\n'),
      sha: file.sha,
    });
    expect(second.data.commit.sha).toBe(world.git('contents', 'rev-parse', 'main'));

    await world.octokit.request('DELETE /repos/{owner}/{repo}/contents/{path}', {
      ...at('contents'),
      path,
      message: 'Remove',
      sha: second.data.content?.sha ?? '',
    });
    expect(world.git('contents', 'log', '--format=%s', 'main')).toBe(
      'Remove\nRewrite\nWrite\nStart',
    );
    expect(world.git('contents', 'ls-tree', '-r', '--name-only', 'main')).toBe('README.md');
  });

  it('hands out a commit as a ZIP archive in one directory, through a redirect', async () => {
    const head = await world.make('archived', { 'src/app.py': 'print()\n' });
    const { data } = await world.octokit.request('GET /repos/{owner}/{repo}/zipball/{ref}', {
      ...at('archived'),
      ref: head,
    });
    const files = unzipSync(new Uint8Array(data as ArrayBuffer));
    const module = files[`${world.owner}-archived-${head.slice(0, 7)}/src/app.py`];
    expect(strFromU8(module ?? new Uint8Array())).toBe('print()\n');
  });

  it('refuses a write that does not know the file it replaces', async () => {
    await world.make('unaware');
    const put = 'PUT /repos/{owner}/{repo}/contents/{path}';
    const write = { ...at('unaware'), path: 'README.md', message: 'x', content: base64('x') };
    expect((await refusal(world.octokit.request(put, write))).status).toBe(422);
    const stale = world.octokit.request(put, { ...write, sha: '1'.repeat(40) });
    expect((await refusal(stale)).status).toBe(409);
    expect(world.git('unaware', 'show', 'main:README.md')).toBe('Hello');
  });

  it('builds a commit from blobs and a tree, with the executable bit', async () => {
    const head = await world.make('objects');
    const { octokit } = world;
    const blob = await octokit.request('POST /repos/{owner}/{repo}/git/blobs', {
      ...at('objects'),
      content: base64('#!/bin/sh\n'),
      encoding: 'base64',
    });
    const tree = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
      ...at('objects'),
      base_tree: head,
      tree: [
        { path: 'run.sh', mode: '100755', type: 'blob', sha: blob.data.sha },
        { path: 'note.txt', mode: '100644', type: 'blob', content: 'inline\n' },
      ],
    });
    const commit = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...at('objects'),
      message: 'Two files',
      tree: tree.data.sha,
      parents: [head],
    });
    await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...at('objects'),
      ref: 'heads/main',
      sha: commit.data.sha,
      force: false,
    });
    expect(world.git('objects', 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'main')).toBe(
      '100644 README.md\n100644 note.txt\n100755 run.sh',
    );
    expect(world.git('objects', 'fsck', '--strict')).toBe('');
  });

  it('moves a branch without force only forwards', async () => {
    const head = await world.make('forwards');
    await world.push('forwards', 'main', { 'b.txt': 'b' });
    const back = world.octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...at('forwards'),
      ref: 'heads/main',
      sha: head,
      force: false,
    });
    expect(await refusal(back)).toMatchObject({
      status: 422,
      message: expect.stringContaining('fast forward') as unknown,
    });
  });

  it('creates and deletes a branch, and refuses to create it twice', async () => {
    const sha = await world.make('branches');
    const create = () =>
      world.octokit.request('POST /repos/{owner}/{repo}/git/refs', {
        ...at('branches'),
        ref: 'refs/heads/topic',
        sha,
      });
    expect((await create()).status).toBe(201);
    expect(await refusal(create())).toMatchObject({
      status: 422,
      message: expect.stringContaining('Reference already exists') as unknown,
    });
    await world.octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
      ...at('branches'),
      ref: 'heads/topic',
    });
    expect(world.git('branches', 'branch', '--list', 'topic')).toBe('');
  });

  it('commits many files at once by createCommitOnBranch, unless the branch has moved', async () => {
    const head = await world.make('mutation');
    const commit = (expectedHeadOid: string) =>
      world.octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
        `mutation ($input: CreateCommitOnBranchInput!) {
          createCommitOnBranch(input: $input) { commit { oid } }
        }`,
        {
          input: {
            branch: { repositoryNameWithOwner: 'acme/mutation', branchName: 'main' },
            expectedHeadOid,
            message: { headline: 'Many files' },
            fileChanges: {
              additions: [
                { path: 'a.txt', contents: base64('a') },
                { path: 'b/c.txt', contents: base64('c') },
              ],
              deletions: [{ path: 'README.md' }],
            },
          },
        },
      );
    const { createCommitOnBranch } = await commit(head);
    expect(world.git('mutation', 'rev-parse', 'main')).toBe(createCommitOnBranch.commit.oid);
    expect(world.git('mutation', 'ls-tree', '-r', '--name-only', 'main')).toBe('a.txt\nb/c.txt');
    await expect(commit(head)).rejects.toMatchObject({ errors: [{ type: 'STALE_DATA' }] });
    expect(world.git('mutation', 'rev-list', '--count', 'main')).toBe('2');
  });

  it('compares branches and lists commits in pages', async () => {
    await world.make('history');
    for (const text of ['1', '2', '3']) await world.push('history', 'topic', { 'n.txt': text });
    const compared = await world.octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...at('history'),
      basehead: 'main...topic',
    });
    expect(compared.data).toMatchObject({ status: 'ahead', ahead_by: 3, behind_by: 0 });
    const page = await world.octokit.request('GET /repos/{owner}/{repo}/commits', {
      ...at('history'),
      sha: 'topic',
      per_page: 3,
      page: 2,
    });
    expect(page.data.map((one) => one.commit.message)).toEqual(['Start']);
    expect(page.headers.link).toContain('rel="prev"');
  });
});
