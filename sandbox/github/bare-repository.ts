import { GitError, runGit, withPrivateIndex, type GitOptions } from './git';
import { parseCommit, parseTree, type GitCommit, type TreeEntry } from './git-objects';

export interface Identity {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 time; the current time when absent. */
  readonly date?: string;
}

/** A change of a tree: `sha: null` deletes the path. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

export interface RefChange {
  readonly ref: string;
  readonly after: string;
  /** Expected value; {@link zeroSha} means "must not exist". */
  readonly before: string;
}

export const zeroSha = '0'.repeat(40);

/** A bare git repository, read and written by plumbing commands only: there is never a work tree. */
export class BareRepository {
  constructor(readonly directory: string) {}

  git(args: readonly string[], options?: GitOptions): Promise<Buffer> {
    return runGit(['--git-dir', this.directory, ...args], options);
  }

  private async text(args: readonly string[], options?: GitOptions): Promise<string> {
    return (await this.git(args, options)).toString('utf8').trim();
  }

  /** Object id of a revision expression, or undefined when there is none of that name. */
  async resolve(expression: string): Promise<string | undefined> {
    if (expression.startsWith('-')) return undefined;
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
    try {
      return await this.text(['cat-file', '-t', sha]);
    } catch (error) {
      if (error instanceof GitError && error.exitCode !== null) return undefined;
      throw error;
    }
  }

  async commit(sha: string): Promise<GitCommit> {
    return parseCommit(sha, (await this.git(['cat-file', 'commit', sha])).toString('utf8'));
  }

  async tree(treeish: string, recursive = false): Promise<readonly TreeEntry[]> {
    const flags = recursive ? ['-r', '-t'] : [];
    const out = await this.git(['ls-tree', '-z', '-l', ...flags, treeish]);
    return parseTree(out.toString('utf8'));
  }

  /** The tree entry at `path` of a commit or tree, or undefined. */
  async entry(treeish: string, path: string): Promise<TreeEntry | undefined> {
    const out = await this.git(['--literal-pathspecs', 'ls-tree', '-z', '-l', treeish, path]);
    return parseTree(out.toString('utf8')).find((entry) => entry.path === path);
  }

  blob(sha: string): Promise<Buffer> {
    return this.git(['cat-file', 'blob', sha]);
  }

  writeBlob(content: Uint8Array): Promise<string> {
    return this.text(['hash-object', '-w', '--stdin'], { input: content });
  }

  /** Writes the tree that is `base` with the changes applied; without a base the tree holds the changes only. */
  async writeTree(base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
    return withPrivateIndex(async (indexFile) => {
      const env = { GIT_INDEX_FILE: indexFile };
      if (base !== undefined) await this.git(['read-tree', base], { env });
      const plain = changes.filter((change) => change.mode !== '040000');
      const lines = plain.map((change) =>
        change.sha === null
          ? `0 ${zeroSha}\t${change.path}\0`
          : `${change.mode} ${change.sha}\t${change.path}\0`,
      );
      if (lines.length > 0) {
        const input = lines.join('');
        await this.git(['update-index', '--replace', '-z', '--index-info'], { env, input });
      }
      for (const change of changes) {
        if (change.mode !== '040000' || change.sha === null) continue;
        await this.git(['read-tree', `--prefix=${change.path}/`, change.sha], { env });
      }
      return this.text(['write-tree'], { env });
    });
  }

  writeCommit(commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Identity;
    readonly committer: Identity;
  }): Promise<string> {
    const identity = (kind: string, who: Identity): Record<string, string> => ({
      [`GIT_${kind}_NAME`]: who.name,
      [`GIT_${kind}_EMAIL`]: who.email,
      ...(who.date === undefined ? {} : { [`GIT_${kind}_DATE`]: who.date }),
    });
    const parents = commit.parents.flatMap((parent) => ['-p', parent]);
    return this.text(['commit-tree', commit.tree, ...parents, '-F', '-'], {
      input: commit.message,
      env: { ...identity('AUTHOR', commit.author), ...identity('COMMITTER', commit.committer) },
    });
  }

  /** Moves all refs or none; false when one of them is no longer where `before` says. */
  async updateRefs(changes: readonly RefChange[]): Promise<boolean> {
    const lines = changes.map(({ ref, after, before }) =>
      after === zeroSha ? `delete ${ref} ${before}` : `update ${ref} ${after} ${before}`,
    );
    try {
      await this.git(['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` });
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
