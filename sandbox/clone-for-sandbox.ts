import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultDataBranch } from '../core/readiness/policy';
import { GitError, runGit } from './github/git';

/** A path that cannot be cloned: what was found there and what to do. */
export class CloneError extends Error {
  override readonly name = 'CloneError';
}

export interface Cloned {
  /** Root of the repository the path is in: its work tree, or itself when it is bare. */
  readonly root: string;
  readonly defaultBranch: string;
}

/**
 * Makes a bare clone of the repository that `path` is in (its root, a sub-directory, a linked work tree or a bare
 * repository): branches and tags, with all objects copied. No hook runs, no remote is kept, and the original is only
 * read, not even its index is refreshed. Uncommitted changes stay out.
 *
 * The default branch is the one that the original's `origin` calls so; else `main` or `master`; else the checked-out one;
 * a repository without any branch (detached HEAD) gets `main` at its HEAD.
 *
 * @throws {CloneError} when the path is missing, in no repository, in one without a commit, or in one that this git
 * cannot copy completely.
 */
export async function cloneForSandbox(path: string, target: string): Promise<Cloned> {
  if ((await stat(path).catch(() => undefined)) === undefined)
    throw new CloneError(`${path}: directory not found; give the path of a git repository`);
  return withTrust(async (env) => {
    const source = await locate(path, env);
    const branch = await chooseBranch(source, path, env);
    const init = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch.name}`];
    await runGit([...init, target]);
    // By the upload protocol and not by copying files: no alternates, no hard links, no foreign configuration.
    // The data branch stays out: it names the real stack as the one that manages the repository.
    const specs = [
      ...['+refs/heads/*:refs/heads/*', `^refs/heads/${defaultDataBranch}`],
      '+refs/tags/*:refs/tags/*',
    ];
    if (branch.from !== undefined) specs.push(`${branch.from}:refs/heads/${branch.name}`);
    const fetch = ['fetch', '--quiet', '--no-write-fetch-head', '--no-auto-gc', '--no-tags'];
    const git = ['--git-dir', target, '-c', 'core.hooksPath=/dev/null'];
    await explained(
      path,
      runGit([...git, ...fetch, `file://${encodePath(source)}`, ...specs], { env }),
    );
    return { root: await rootOf(path, source, env), defaultBranch: branch.name };
  });
}

/** Where the default branch of an original is kept in its clone, beside what was delivered. */
const originRef = 'refs/gatehouse/origin';

/**
 * Brings the new commits of the original into its clone: its tags, and its default branch by a merge, since what was
 * delivered is on top of the one in the clone.
 *
 * @returns what the branch of the clone has to become; undefined when it has all commits already.
 * @throws {CloneError} when both changed the same lines.
 */
export async function followOriginal(
  path: string,
  clone: string,
  branch: string,
): Promise<string | undefined> {
  return withTrust(async (env) => {
    const source = await locate(path, env);
    const chosen = await chooseBranch(source, path, env);
    const from = chosen.from ?? `refs/heads/${chosen.name}`;
    const git = ['--git-dir', clone, '-c', 'core.hooksPath=/dev/null'];
    const specs = [`+${from}:${originRef}`, '+refs/tags/*:refs/tags/*'];
    const fetch = ['fetch', '--quiet', '--no-write-fetch-head', '--no-auto-gc', '--no-tags'];
    await explained(
      path,
      runGit([...git, ...fetch, `file://${encodePath(source)}`, ...specs], { env }),
    );
    const head = `refs/heads/${branch}`;
    const isThere = ['merge-base', '--is-ancestor', originRef, head];
    if ((await optional([...git, ...isThere], env)) !== undefined) return undefined;
    const tree = await optional([...git, 'merge-tree', '--write-tree', head, originRef], env);
    if (tree === undefined)
      throw new CloneError(
        `${path}: its new commits change the lines that were delivered to its clone; remove the clone and start over`,
      );
    const who = ['-c', 'user.name=Sandbox', '-c', 'user.email=sandbox@example.com'];
    const parents = ['-p', head, '-p', originRef, '-m', `Merge the new commits of ${branch}`];
    return text([...git, ...who, 'commit-tree', tree, ...parents], env);
  });
}

/** `file:` URLs of git are not percent-decoded, except where `%` itself would be ambiguous. */
const encodePath = (path: string): string => path.replaceAll('%', '%25');

/** The common git directory that a path belongs to. */
async function locate(path: string, env: Env): Promise<string> {
  const at = ['-C', path];
  let found: string;
  try {
    found = await line([...at, 'rev-parse', '--git-common-dir'], env);
  } catch (cause) {
    if (!(cause instanceof GitError) || cause.exitCode === null) throw cause;
    throw new CloneError(
      `${path}: not a git repository; give the path of one, or create it with git init, git add and git commit`,
      { cause },
    );
  }
  const format = await line([...at, 'rev-parse', '--show-object-format'], env);
  if (format !== 'sha1')
    throw new CloneError(
      `${path}: its object format is ${format}, which GitHub does not support; only sha1 repositories can be used`,
    );
  return realpath(resolve(path, found));
}

interface Branch {
  readonly name: string;
  /** Ref to take it from when the original has no local branch of that name. */
  readonly from?: string;
}

async function chooseBranch(source: string, path: string, env: Env): Promise<Branch> {
  const git = ['--git-dir', source];
  const heads = (await text([...git, 'for-each-ref', '--format=%(refname)', 'refs/heads'], env))
    .split('\n')
    .filter((ref) => ref !== '')
    .map((ref) => ref.slice('refs/heads/'.length));
  const published = await optional([...git, 'symbolic-ref', 'refs/remotes/origin/HEAD'], env);
  if (published?.startsWith('refs/remotes/origin/') === true) {
    const name = published.slice('refs/remotes/origin/'.length);
    if (heads.includes(name)) return { name };
    if (
      (await optional([...git, 'rev-parse', '--verify', '--quiet', published], env)) !== undefined
    )
      return { name, from: published };
  }
  const checkedOut = (await optional(['-C', path, 'symbolic-ref', '--quiet', 'HEAD'], env))?.slice(
    'refs/heads/'.length,
  );
  const known = ['main', 'master', checkedOut ?? ''].find((name) => heads.includes(name));
  if (known !== undefined) return { name: known };
  const [first] = heads;
  if (first !== undefined) return { name: first };
  const commit = ['-C', path, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  const detached = await optional(commit, env);
  if (detached === undefined)
    throw new CloneError(`${path}: the repository has no commits; make a first commit`);
  return { name: 'main', from: detached };
}

async function rootOf(path: string, source: string, env: Env): Promise<string> {
  return (await optional(['-C', path, 'rev-parse', '--show-toplevel'], env)) ?? source;
}

type Env = Readonly<Record<string, string>>;

/**
 * The user named the path, so that its owner may be another account (mounted volumes). The user's own configuration,
 * which might name hooks and programs, is not read.
 */
async function withTrust<T>(work: (env: Env) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-clone-'));
  try {
    const config = join(directory, 'gitconfig');
    await writeFile(config, '[safe]\n\tdirectory = *\n[uploadpack]\n\tallowAnySHA1InWant = true\n');
    return await work({
      GIT_CONFIG_GLOBAL: config,
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1',
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new CloneError(
      `${path}: git could not clone it (${cause.stderr.trim().split('\n').at(-1) ?? ''}); run git fsck there`,
      { cause },
    );
  }
}

async function text(args: readonly string[], env: Env): Promise<string> {
  return (await runGit(args, { env })).toString('utf8').trim();
}

const line = text;

async function optional(args: readonly string[], env: Env): Promise<string | undefined> {
  try {
    return await text(args, env);
  } catch (error) {
    if (error instanceof GitError && error.exitCode !== null) return undefined;
    throw error;
  }
}
