import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import { git, type GitResult } from './git';
import { linkModules } from './link-modules';

/** Which packages the program of the other revision runs with. */
export type Modules =
  /** The present ones: both revisions have the same package-lock.json, or none. */
  | 'same'
  /** The present ones, although the lock files differ. */
  | 'present'
  /** Its own, installed by `npm ci`. */
  | 'installed';

/** Another revision of the project in a directory of its own. */
export interface Checkout {
  readonly revision: string;
  /** Full hash of the commit. */
  readonly commit: string;
  /** Folder of Pulumi.yaml. */
  readonly directory: string;
  readonly modules: Modules;
  /** Removes the directory. */
  remove(): Promise<void>;
}

export interface CheckoutOptions {
  /** Folder of Pulumi.yaml in the present working tree. */
  readonly directory: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Install the other revision's packages where its lock file differs. */
  readonly install: boolean;
}

/**
 * Checks a revision out into a temporary git worktree, with packages and with what `prepare` of its package.json
 * builds. The present working tree is left alone.
 *
 * @throws ProblemsError when there is no repository, no such revision, or no project in it.
 */
export async function checkOut(options: CheckoutOptions): Promise<Checkout> {
  const { directory, revision, install } = options;
  const { top, prefix } = await repositoryOf(directory);
  const commit = await commitOf(top, revision);
  const parent = await mkdtemp(path.join(tmpdir(), 'gatehouse-against-'));
  const root = path.join(parent, 'checkout');
  const remove = async (): Promise<void> => {
    await git(top, 'worktree', 'remove', '--force', root);
    await rm(parent, { recursive: true, force: true });
    await git(top, 'worktree', 'prune');
  };
  try {
    const added = await git(top, 'worktree', 'add', '--quiet', '--detach', root, commit);
    if (added.code !== 0) throw gitFailed('cannot be checked out', revision, added);
    const project = path.join(root, prefix);
    if (!existsSync(path.join(project, 'Pulumi.yaml'))) {
      throw problem({
        message: `Pulumi.yaml not found at ${revision}`,
        found: commit.slice(0, 12),
        remedy: 'name a revision that has this project, in the same folder',
      });
    }
    const modules = await provideModules(directory, project, install);
    return { revision, commit, directory: project, modules, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** How many files of the project are not committed as they are. */
export async function uncommittedFiles(directory: string): Promise<number> {
  const { code, stdout } = await git(directory, 'status', '--porcelain', '--', '.');
  return code === 0 ? stdout.split('\n').filter((line) => line !== '').length : 0;
}

async function repositoryOf(
  directory: string,
): Promise<{ readonly top: string; readonly prefix: string }> {
  const shown = await git(directory, 'rev-parse', '--show-toplevel', '--show-prefix');
  const [top = '', prefix = ''] = shown.stdout.split('\n');
  if (shown.code !== 0 || top === '') {
    throw problem({
      message: 'the project is not in a git repository and has no other revisions',
      found: shown.stderr.trim(),
    });
  }
  return { top, prefix };
}

async function commitOf(top: string, revision: string): Promise<string> {
  const name = `${revision}^{commit}`;
  const parsed = await git(top, 'rev-parse', '--verify', '--quiet', '--end-of-options', name);
  if (parsed.code === 0) return parsed.stdout.trim();
  throw problem({
    message: 'not a revision of this repository',
    found: revision,
    allowed: 'an existing branch, tag or commit',
    remedy: `in a shallow clone fetch it first: git fetch --depth 1 origin ${revision}`,
  });
}

async function provideModules(
  present: string,
  project: string,
  install: boolean,
): Promise<Modules> {
  const [own, theirs] = await Promise.all([lockOf(present), lockOf(project)]);
  if (own !== theirs && install) {
    // Runs its `prepare` as well.
    await npm(project, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    return 'installed';
  }
  await linkModules(present, project);
  if (await hasPrepare(project)) await npm(project, ['run', '--silent', 'prepare']);
  return own === theirs ? 'same' : 'present';
}

async function lockOf(directory: string): Promise<string | undefined> {
  const file = path.join(directory, 'package-lock.json');
  return existsSync(file) ? readFile(file, 'utf8') : undefined;
}

async function hasPrepare(directory: string): Promise<boolean> {
  const file = path.join(directory, 'package.json');
  if (!existsSync(file)) return false;
  const { scripts } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly scripts?: Readonly<Record<string, string>>;
  };
  return scripts?.['prepare'] !== undefined;
}

function npm(directory: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('npm', args, { cwd: directory, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else {
        const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
        reject(
          problem({ message: `npm ${args.join(' ')} failed in the other revision`, found: said }),
        );
      }
    });
  });
}

function gitFailed(message: string, revision: string, { stderr }: GitResult): ProblemsError {
  return problem({ message: `${revision} ${message}`, found: stderr.trim() });
}

function problem(more: Pick<Problem, 'message'> & Partial<Problem>): ProblemsError {
  return new ProblemsError([{ code: 'revision', path: '--against', ...more }]);
}
