import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneForSandbox } from '../../sandbox/clone-for-sandbox';

describe('a clone for the sandbox', () => {
  let room: string;
  let source: string;
  let target: string;
  beforeEach(() => {
    room = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-clone-test-')));
    source = join(room, 'source');
    target = join(room, 'target.git');
    git(room, 'init', '-q', '-b', 'main', source);
    commit('one.txt');
  });
  afterEach(() => {
    rmSync(room, { recursive: true, force: true });
  });

  function git(cwd: string, ...args: readonly string[]): string {
    const config = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    return execFileSync('git', [...config, ...args], { cwd, encoding: 'utf8' }).trim();
  }
  function commit(file: string): void {
    writeFileSync(join(source, file), file);
    git(source, 'add', '.');
    git(source, 'commit', '-q', '-m', file);
  }
  /** Every file below a directory with its bytes, mode and time. */
  function listing(directory: string): readonly string[] {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { mode, mtimeMs } = statSync(join(directory, name));
        const isFile = statSync(join(directory, name)).isFile();
        const bytes = isFile ? readFileSync(join(directory, name)).toString('base64') : '';
        return `${name} ${String(mode)} ${String(mtimeMs)} ${bytes}`;
      });
  }
  const read = (...args: readonly string[]): string => git(room, '--git-dir', target, ...args);

  it('leaves out the data branch, which says that another stack manages the repository', async () => {
    git(source, 'branch', 'gatehouse-data');
    git(source, 'branch', 'gatehouse-data-2');
    await cloneForSandbox(source, target);
    expect(read('for-each-ref', '--format=%(refname:short)').split('\n')).toEqual([
      'gatehouse-data-2',
      'main',
    ]);
  });

  it('copies branches and tags, and leaves a dirty original byte for byte as it was', async () => {
    git(source, 'tag', '-a', 'v1', '-m', 'v1');
    git(source, 'branch', 'topic');
    writeFileSync(join(source, 'one.txt'), 'changed, not committed');
    writeFileSync(join(source, 'new.txt'), 'untracked');
    const before = listing(source);
    expect(await cloneForSandbox(source, target)).toEqual({ root: source, defaultBranch: 'main' });
    expect(listing(source)).toEqual(before);
    expect(read('for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/main\nrefs/heads/topic\nrefs/tags/v1',
    );
    expect(read('show', 'main:one.txt')).toBe('one.txt');
    expect(read('fsck')).toBe('');
  });

  it('owes nothing to the original: no alternates, no remote, no hard links, no hooks', async () => {
    const shared = join(room, 'shared');
    git(room, 'clone', '-q', '--shared', source, shared);
    await cloneForSandbox(shared, target);
    expect(existsSync(join(target, 'objects/info/alternates'))).toBe(false);
    expect(existsSync(join(target, 'hooks'))).toBe(false);
    expect(read('remote')).toBe('');
    rmSync(source, { recursive: true });
    expect(read('fsck')).toBe('');
    const objects = readdirSync(join(target, 'objects'), { recursive: true, encoding: 'utf8' });
    for (const name of objects) {
      const facts = statSync(join(target, 'objects', name));
      if (facts.isFile()) expect(facts.nlink).toBe(1);
    }
  });

  it('runs no hook of the original', async () => {
    const witness = join(room, 'ran');
    mkdirSync(join(source, '.git/hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction', 'pre-auto-gc', 'post-update']) {
      const file = join(source, '.git/hooks', hook);
      writeFileSync(file, `#!/bin/sh\ntouch ${witness}\n`);
      chmodSync(file, 0o755);
    }
    git(source, 'config', 'uploadpack.packObjectsHook', `touch ${witness}`);
    await cloneForSandbox(source, target);
    expect(existsSync(witness)).toBe(false);
  });

  it('finds the repository from a sub-directory and from a linked work tree', async () => {
    mkdirSync(join(source, 'deep/down'), { recursive: true });
    const down = await cloneForSandbox(join(source, 'deep/down'), target);
    expect(down.root).toBe(source);
    const linked = join(room, 'linked');
    git(source, 'worktree', 'add', '-q', '-b', 'side', linked);
    const side = await cloneForSandbox(linked, join(room, 'side.git'));
    expect(side).toEqual({ root: linked, defaultBranch: 'main' });
  });

  it('takes a path with blanks and percent signs', async () => {
    const odd = join(room, 'my 100% project');
    git(room, 'clone', '-q', source, odd);
    expect((await cloneForSandbox(odd, target)).defaultBranch).toBe('main');
    expect(read('show', 'main:one.txt')).toBe('one.txt');
  });

  it('takes the branch that origin calls its default, even when it is not checked out', async () => {
    git(source, 'checkout', '-q', '-b', 'trunk');
    commit('trunk.txt');
    const fork = join(room, 'fork');
    git(room, 'clone', '-q', source, fork);
    git(fork, 'checkout', '-q', '-b', 'feature');
    git(fork, 'branch', '-q', '-D', 'trunk');
    expect((await cloneForSandbox(fork, target)).defaultBranch).toBe('trunk');
    expect(read('symbolic-ref', 'HEAD')).toBe('refs/heads/trunk');
    expect(read('show', 'trunk:trunk.txt')).toBe('trunk.txt');
  });

  it('takes main when HEAD is detached, and makes it when branch at all', async () => {
    const head = git(source, 'rev-parse', 'HEAD');
    git(source, 'checkout', '-q', '--detach');
    commit('later.txt');
    expect((await cloneForSandbox(source, target)).defaultBranch).toBe('main');
    expect(read('rev-parse', 'main')).toBe(head);
    git(source, 'branch', '-q', '-D', 'main');
    const bare = join(room, 'again.git');
    expect((await cloneForSandbox(source, bare)).defaultBranch).toBe('main');
    expect(git(bare, 'show', 'main:later.txt')).toBe('later.txt');
  });

  it('takes a bare repository', async () => {
    git(room, 'clone', '-q', '--bare', source, join(room, 'bare.git'));
    await cloneForSandbox(join(room, 'bare.git'), target);
    expect(read('rev-parse', 'main')).toBe(git(source, 'rev-parse', 'main'));
  });

  it.each([
    ['a missing path', (): string => join(room, 'nowhere'), /directory not found/],
    ['a directory without a repository', (): string => room, /not a git repository/],
    [
      'a repository without a commit',
      (): string => {
        git(room, 'init', '-q', join(room, 'empty'));
        return join(room, 'empty');
      },
      /has no commits/,
    ],
    [
      'a repository with sha256 objects',
      (): string => {
        git(room, 'init', '-q', '--object-format=sha256', join(room, 'new'));
        return join(room, 'new');
      },
      /sha256/,
    ],
  ])('refuses %s with one clear error', async (_what, path, message) => {
    await expect(cloneForSandbox(path(), target)).rejects.toMatchObject({
      name: 'CloneError',
      message: expect.stringMatching(message) as unknown,
    });
    expect(existsSync(target)).toBe(false);
  });

  it('says what is wrong with a damaged repository', async () => {
    const blob = git(source, 'rev-parse', 'HEAD:one.txt');
    rmSync(join(source, '.git/objects', blob.slice(0, 2)), { recursive: true });
    await expect(cloneForSandbox(source, target)).rejects.toThrow(/run git fsck there/);
  });
});
