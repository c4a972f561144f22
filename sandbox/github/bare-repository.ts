import { GitError, runGit, type GitOptions } from './git';
import { parseCommit, parseTree, type GitCommit, type TreeEntry } from './git-objects';
import { isSha, ObjectStore } from './object-store';
import { readRef } from './ref-files';
import { RefSession } from './ref-session';
import { editTree, parseTreeObject, treeMode, type TreeChange } from './tree-objects';

export interface Identity {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 time; the current time when absent. */
  readonly date?: string;
}

export interface RefChange {
  readonly ref: string;
  readonly after: string;
  /** Expected value; {@link zeroSha} means "must not exist". */
  readonly before: string;
}

export const zeroSha = '0'.repeat(40);

/**
 * A bare git repository; there is never a work tree. What a request needs most, objects and refs, is read and written
 * without a process of its own; refs are moved by git alone.
 */
export class BareRepository {
  private readonly objects: ObjectStore;
  private readonly refSession: RefSession;

  constructor(readonly directory: string) {
    this.objects = new ObjectStore(directory);
    this.refSession = new RefSession(directory);
  }

  /** Ends what is kept open for the next write of a ref; it ends by itself, too, but later. */
  close(): Promise<void> {
    return this.refSession.close();
  }

  git(args: readonly string[], options?: GitOptions): Promise<Buffer> {
    return runGit(['--git-dir', this.directory, ...args], options);
  }

  private async text(args: readonly string[], options?: GitOptions): Promise<string> {
    return (await this.git(args, options)).toString('utf8').trim();
  }

  /** Object id of a revision expression, or undefined when there is none of that name. */
  async resolve(expression: string): Promise<string | undefined> {
    if (expression.startsWith('-')) return undefined;
    const [, name = '', type] = /^(.*?)(?:\^\{(commit|tree)\})?$/.exec(expression) ?? [];
    const found = isSha(name) ? { sha: name } : readRef(this.directory, name);
    if (found?.sha !== undefined) {
      if (type === undefined) return found.sha;
      const object = await this.objects.find(found.sha);
      if (object?.type === type) return found.sha;
      if (object?.type === 'commit') return (await this.commit(found.sha)).tree;
    } else if (found !== undefined && name.startsWith('refs/')) return undefined;
    try {
      return await this.text(['rev-parse', '--verify', '--quiet', expression]);
    } catch (error) {
      if (error instanceof GitError && error.exitCode !== null) return undefined;
      throw error;
    }
  }

  async refs(prefix: string): Promise<readonly { ref: string; sha: string; type: string }[]> {
    const format = '%(refname) %(objectname) %(objecttype)';
    const out = await this.text(['for-each-ref', `--format=${format}`, prefix]);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [ref = '', sha = '', type = ''] = line.split(' ');
        return { ref, sha, type };
      });
  }

  async type(sha: string): Promise<string | undefined> {
    if (!isSha(sha)) return undefined;
    return this.objects.looseHeader(sha)?.type ?? (await this.objects.find(sha))?.type;
  }

  async commit(sha: string): Promise<GitCommit> {
    return parseCommit(sha, (await this.object(sha, 'commit')).toString('utf8'));
  }

  async tree(treeish: string, recursive = false): Promise<readonly TreeEntry[]> {
    const root = await this.resolve(`${treeish}^{tree}`);
    const listed = root === undefined ? undefined : await this.looseTree(root, recursive);
    if (listed !== undefined) return listed;
    const flags = recursive ? ['-r', '-t'] : [];
    const out = await this.git(['ls-tree', '-z', '-l', ...flags, treeish]);
    return parseTree(out.toString('utf8'));
  }

  /** Undefined when an object is packed, of which git alone tells the size cheaply. */
  private async looseTree(
    root: string,
    recursive: boolean,
    prefix = '',
  ): Promise<TreeEntry[] | undefined> {
    const entries: TreeEntry[] = [];
    for (const { name, mode, sha } of parseTreeObject(await this.object(root, 'tree'))) {
      const path = `${prefix}${name}`;
      const type = mode === treeMode ? 'tree' : mode === '160000' ? 'commit' : 'blob';
      const header = type === 'blob' ? this.objects.looseHeader(sha) : undefined;
      if (type === 'blob' && header === undefined) return undefined;
      const size = header === undefined ? {} : { size: header.size };
      entries.push({ path, mode, type, sha, ...size });
      const below = type === 'tree' && recursive;
      const inside = below ? await this.looseTree(sha, recursive, `${path}/`) : [];
      if (inside === undefined) return undefined;
      entries.push(...inside);
    }
    return entries;
  }

  /** The tree entry at `path` of a commit or tree, or undefined. */
  async entry(treeish: string, path: string): Promise<TreeEntry | undefined> {
    let tree = await this.resolve(`${treeish}^{tree}`);
    const parts = path.split('/');
    for (const [index, part] of parts.entries()) {
      if (tree === undefined) return undefined;
      const lines = parseTreeObject(await this.object(tree, 'tree'));
      const line = lines.find(({ name }) => name === part);
      if (line === undefined) return undefined;
      const { mode, sha } = line;
      tree = mode === treeMode ? sha : undefined;
      if (index < parts.length - 1) continue;
      if (mode === treeMode) return { path, mode, type: 'tree', sha };
      if (mode === '160000') return { path, mode, type: 'commit', sha };
      const size = this.objects.looseHeader(sha)?.size ?? (await this.blob(sha)).length;
      return { path, mode, type: 'blob', sha, size };
    }
    return undefined;
  }

  blob(sha: string): Promise<Buffer> {
    return this.object(sha, 'blob');
  }

  private async object(sha: string, type: string): Promise<Buffer> {
    const found = await this.objects.find(sha);
    if (found?.type !== type) throw new Error(`there is no ${type} ${sha} in ${this.directory}`);
    return found.content;
  }

  writeBlob(content: Uint8Array): string {
    return this.objects.write('blob', content);
  }

  /**
   * Writes the tree that is `base`, a commit or tree, with the changes applied; without a base it holds the changes only.
   * @throws InvalidTreePath
   */
  async writeTree(base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
    const tree = base === undefined ? undefined : await this.resolve(`${base}^{tree}`);
    return editTree(this.objects, tree, changes);
  }

  writeCommit(commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Identity;
    readonly committer: Identity;
  }): string {
    const lines = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${signatureOf(commit.author)}`,
      `committer ${signatureOf(commit.committer)}`,
      '',
      commit.message,
    ];
    return this.objects.write('commit', Buffer.from(lines.join('\n')));
  }

  /** Moves all refs or none; false when one of them is no longer where `before` says. */
  async updateRefs(changes: readonly RefChange[]): Promise<boolean> {
    // Git compares under its locks below; what is plainly too late need not cost its process.
    for (const { ref, before } of changes) {
      const now = readRef(this.directory, ref);
      if (now !== undefined && (now.sha ?? zeroSha) !== before) return false;
    }
    const lines = changes.map(({ ref, after, before }) =>
      after === zeroSha ? `delete ${ref} ${before}` : `update ${ref} ${after} ${before}`,
    );
    try {
      await this.refSession.transaction(lines);
      return true;
    } catch (error) {
      if (
        error instanceof GitError &&
        /cannot lock ref|reference already exists/.test(error.stderr)
      )
        return false;
      throw error;
    }
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    // What most writes ask: is the new commit right on top of the old one?
    if (ancestor === descendant) return true;
    if ((await this.commit(descendant)).parents.includes(ancestor)) return true;
    try {
      await this.git(['merge-base', '--is-ancestor', ancestor, descendant]);
      return true;
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return false;
      throw error;
    }
  }

  async mergeBase(a: string, b: string): Promise<string | undefined> {
    try {
      return await this.text(['merge-base', a, b]);
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return undefined;
      throw error;
    }
  }

  /** Commit ids, newest first. */
  async revisions(...args: readonly string[]): Promise<readonly string[]> {
    const out = await this.text(['rev-list', ...args]);
    return out === '' ? [] : out.split('\n');
  }

  /** The tree of merging `theirs` into `ours`, or undefined when they conflict. Needs git 2.38 or newer. */
  async mergedTree(ours: string, theirs: string): Promise<string | undefined> {
    try {
      return await this.text(['merge-tree', '--write-tree', ours, theirs]);
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return undefined;
      throw error;
    }
  }
}

/** https://git-scm.com/docs/git-commit-tree#_date_formats: git's internal form, always in UTC. */
function signatureOf({ name, email, date }: Identity): string {
  const clean = (text: string): string => text.replace(/[<>\n\0]/g, '').trim();
  const milliseconds = date === undefined ? Date.now() : Date.parse(date);
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${date ?? ''}" is not a valid date`);
  return `${clean(name)} <${clean(email)}> ${Math.floor(milliseconds / 1000)} +0000`;
}
