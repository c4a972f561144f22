import { createHash } from 'node:crypto';
import { type EffectiveRule } from '../../core/merging/effective-rule';
import { mergeMethods } from '../../core/merging/merge-methods';
import { type MergeScene } from '../../core/merging/prove-merges';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type BranchView, type RepositoryView } from '../github/branch-view';
import { GitHubFailure } from '../github/failure';
import { type OpenPullRequest } from '../github/pull-requests';
import { type JobConclusions } from '../github/successful-runs';
import { type LooseCommit, type NewCommit, type Target } from '../github/repository';
import { blobSha } from './blob';
import { type Tree, type TreeEntry } from './plan';

/** What is at a path: a file's text, or an entry of another kind. */
export type Content =
  string | { readonly text: string; readonly mode: string } | { readonly submodule: true };

interface Commit {
  readonly parents: readonly string[];
  readonly files: ReadonlyMap<string, TreeEntry>;
  readonly message: string;
}

interface PullRequest extends OpenPullRequest {
  readonly head: string;
  readonly base: string;
  readonly isOpen: boolean;
}

const mark = (text: string): string => createHash('sha1').update(text).digest('hex');

/**
 * A repository that exists in memory only, with the rules of GitHub that a delivery leans on: a branch moves only from
 * where it is believed to be, and a pull request whose branch goes is closed. For tests, which say what someone else
 * does in between and look at what became of it.
 */
export class MemoryRepository implements Target {
  readonly owner = 'acme';
  readonly fullName: string;
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly requests: PullRequest[] = [];
  /** Successful runs, newest first. */
  readonly runs: {
    readonly workflow: string;
    readonly branch: string;
    /** By the name of the job. */
    readonly conclusions: Readonly<Record<string, string>>;
  }[] = [];
  /** Names of the methods that wrote something, in their order. */
  readonly writes: string[] = [];
  /** Called before each request with the name of its method; may throw. */
  before: (method: string) => unknown = () => undefined;
  /** Rules in effect on every branch. */
  rules: readonly EffectiveRule[] = [];
  isSigning = false;
  isThere = true;
  isSeenWhole = true;
  readonly pullRequests: Target['pullRequests'];
  private readonly blobs = new Map<string, Uint8Array>();

  constructor(
    readonly name: string,
    files: Readonly<Record<string, Content>> = { 'README.md': 'theirs\n' },
  ) {
    this.fullName = `${this.owner}/${name}`;
    this.branches.set('main', this.write([], this.entries(new Map(), files), 'First'));
    this.pullRequests = {
      open: async (head, base) => {
        await this.asked('open');
        return this.requests.filter((one) => one.isOpen && one.head === head && one.base === base);
      },
      create: async ({ head, base, title, body }) => {
        await this.asked('create', true);
        const number = this.requests.length + 1;
        const url = `https://github.com/${this.fullName}/pull/${number}`;
        const request = { number, url, title, body, head, base, isOpen: true };
        this.requests.push(request);
        return request;
      },
      update: async (number, { title, body, state }) => {
        await this.asked('update', true);
        const index = this.requests.findIndex((one) => one.number === number);
        const request = this.requests[index];
        if (request === undefined)
          throw new GitHubFailure('absent', `pull request ${number} not found`);
        this.requests[index] = {
          ...request,
          title: title ?? request.title,
          body: body ?? request.body,
          isOpen: state !== 'closed',
        };
      },
    };
  }

  async rulesOn(): Promise<readonly EffectiveRule[]> {
    await this.asked('rulesOn');
    return this.rules;
  }

  async mergeScene({
    workflows,
    ...request
  }: Parameters<Target['mergeScene']>[0]): Promise<MergeScene> {
    await this.asked('mergeScene');
    const read = [...workflows].map(([path, text]) => readWorkflow(path, text));
    return {
      ...request,
      methods: mergeMethods,
      workflows: read.flatMap((one) => (isUnreadable(one) ? [] : [one])),
      observed: [],
      isWhole: true,
    };
  }

  async isGone(): Promise<boolean> {
    await this.asked('isGone');
    return this.isSeenWhole;
  }

  async view(
    branch: string,
    paths: readonly string[],
    other?: string,
  ): Promise<RepositoryView | undefined> {
    await this.asked('view');
    if (!this.isThere) return undefined;
    return {
      id: `id-of-${this.name}`,
      defaultBranch: this.branches.size === 0 ? undefined : 'main',
      branch: this.viewOf(branch, paths),
      other: other === undefined ? undefined : this.viewOf(other, paths),
    };
  }

  async files(branch: string, named: readonly string[]): Promise<readonly string[]> {
    await this.asked('files');
    return [...this.tree(branch)].flatMap(([path, { type }]) =>
      type === 'blob' &&
      named.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name))
        ? [path]
        : [],
    );
  }

  async text(blob: string): Promise<string | undefined> {
    await this.asked('text');
    const content = this.blobs.get(blob);
    if (content?.includes(0) !== false) return undefined;
    return Buffer.from(content).toString('utf8');
  }

  async successfulRuns(workflow: string, branch: string): Promise<readonly JobConclusions[]> {
    await this.asked('successfulRuns');
    return this.runs.flatMap((run) =>
      run.workflow === workflow && run.branch === branch
        ? [new Map(Object.entries(run.conclusions))]
        : [],
    );
  }

  async commitOnBranch(branch: string, commit: NewCommit): Promise<string> {
    await this.asked('commitOnBranch', true);
    const head = this.branches.get(branch);
    if (head !== commit.parent.head) throw new GitHubFailure('moved', `${branch} has moved`);
    // As on GitHub, a file keeps the mode that it has.
    const modes = new Map([...this.tree(branch)].map(([path, { mode }]) => [path, mode]));
    const sha = this.commit(commit, (path) => modes.get(path) ?? '100644');
    this.branches.set(branch, sha);
    return sha;
  }

  async looseCommit(commit: LooseCommit): Promise<string> {
    await this.asked('looseCommit', true);
    const executables = new Set(
      commit.changes.flatMap(({ path, executable }) => (executable ? [path] : [])),
    );
    return this.commit(commit, (path) => (executables.has(path) ? '100755' : '100644'));
  }

  async createBranch(repositoryId: string, branch: string, commit: string): Promise<void> {
    await this.asked('createBranch', true);
    this.move(repositoryId, branch, undefined, commit);
  }

  async moveBranch(
    repositoryId: string,
    branch: string,
    from: string,
    to: string,
    rewrite = false,
  ): Promise<void> {
    await this.asked('moveBranch', true);
    if (!rewrite && !this.ancestors(to).has(from)) {
      throw new GitHubFailure('refused', `${branch} would lose commits`);
    }
    this.move(repositoryId, branch, from, to);
  }

  async deleteBranch(repositoryId: string, branch: string, from: string): Promise<void> {
    await this.asked('deleteBranch', true);
    this.move(repositoryId, branch, from, undefined);
    for (const [index, one] of this.requests.entries())
      if (one.head === branch) this.requests[index] = { ...one, isOpen: false };
  }

  async changedPaths(base: string, head: string): Promise<readonly string[] | undefined> {
    await this.asked('changedPaths');
    const shared = this.ancestors(base);
    const fork = [...this.ancestors(head)].find((sha) => shared.has(sha));
    if (fork === undefined) return undefined;
    const [before, after] = [this.entriesOf(fork), this.entriesOf(head)];
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
      .sort();
  }

  /** Someone else's commit; `null` removes a file. */
  push(files: Readonly<Record<string, Content | null>>, branch = 'main'): string {
    const head = this.head(branch);
    const sha = this.write([head], this.entries(this.tree(branch), files), 'Theirs');
    this.branches.set(branch, sha);
    return sha;
  }

  /** What a squash merge does: the base gets the branch's files in a commit of its own. */
  merge(branch: string): string {
    const sha = this.write([this.head('main')], this.tree(branch), 'Merge');
    this.branches.set('main', sha);
    for (const [index, one] of this.requests.entries())
      if (one.head === branch) this.requests[index] = { ...one, isOpen: false };
    return sha;
  }

  head(branch: string): string {
    const head = this.branches.get(branch);
    if (head === undefined) throw new Error(`branch ${branch} not found`);
    return head;
  }

  message(sha: string): string | undefined {
    return this.commits.get(sha)?.message;
  }

  /** Texts by path; a mode that is not that of a plain file comes before the text. */
  texts(branch = 'main'): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.tree(branch)].map(([path, { sha, mode }]) => {
        const text = Buffer.from(this.blobs.get(sha) ?? []).toString('utf8');
        return [path, mode === '100644' ? text : `${mode} ${text}`];
      }),
    );
  }

  openNumbers(): readonly number[] {
    return this.requests.flatMap(({ isOpen, number }) => (isOpen ? [number] : []));
  }

  private async asked(method: string, isWrite = false): Promise<void> {
    await Promise.resolve();
    this.before(method);
    if (isWrite) this.writes.push(method);
  }

  private entriesOf(commit: string): Tree {
    return this.commits.get(commit)?.files ?? new Map<string, TreeEntry>();
  }

  private tree(branch: string): Tree {
    return this.entriesOf(this.head(branch));
  }

  private viewOf(branch: string, paths: readonly string[]): BranchView | undefined {
    const head = this.branches.get(branch);
    if (head === undefined) return undefined;
    const files = this.tree(branch);
    const tree = new Map<string, TreeEntry>();
    for (const path of paths) {
      const entry = files.get(path);
      if (entry !== undefined) tree.set(path, entry);
      else if ([...files.keys()].some((one) => one.startsWith(`${path}/`)))
        tree.set(path, { type: 'tree', sha: mark(path), mode: '040000' });
    }
    return { head, root: `root-of-${head}`, tree };
  }

  private entries(
    before: Tree,
    files: Readonly<Record<string, Content | null>>,
  ): ReadonlyMap<string, TreeEntry> {
    const after = new Map(before);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) after.delete(path);
      else if (typeof content !== 'string' && 'submodule' in content)
        after.set(path, { type: 'commit', sha: mark(path), mode: '160000' });
      else {
        const { text, mode } =
          typeof content === 'string' ? { text: content, mode: '100644' } : content;
        after.set(path, { type: 'blob', sha: this.store(Buffer.from(text)), mode });
      }
    }
    return after;
  }

  private commit(
    { parent, changes, headline, body }: LooseCommit,
    modeOf: (path: string) => string,
  ): string {
    const base = parent === undefined ? undefined : this.commits.get(parent.head);
    if (
      base === undefined ? parent !== undefined : parent?.root !== `root-of-${parent?.head ?? ''}`
    )
      throw new GitHubFailure('refused', 'no such parent');
    const files = new Map(base?.files);
    for (const { path, content, blob } of changes) {
      if (blob !== undefined) files.set(path, { type: 'blob', ...blob });
      else if (content === undefined) files.delete(path);
      else files.set(path, { type: 'blob', sha: this.store(content), mode: modeOf(path) });
    }
    return this.write(
      parent === undefined ? [] : [parent.head],
      files,
      body === '' ? headline : `${headline}\n\n${body}`,
    );
  }

  private move(
    repositoryId: string,
    branch: string,
    from: string | undefined,
    to: string | undefined,
  ): void {
    if (repositoryId !== `id-of-${this.name}`)
      throw new GitHubFailure('absent', 'no such repository');
    if (this.branches.get(branch) !== from) throw new GitHubFailure('moved', `${branch} has moved`);
    if (to === undefined) this.branches.delete(branch);
    else this.branches.set(branch, to);
  }

  /** A commit and all before it, the nearest first. */
  private ancestors(sha: string): ReadonlySet<string> {
    const seen = new Set<string>([sha]);
    for (const one of seen)
      for (const parent of this.commits.get(one)?.parents ?? []) seen.add(parent);
    return seen;
  }

  private store(content: Uint8Array): string {
    const sha = blobSha(content);
    this.blobs.set(sha, content);
    return sha;
  }

  private write(
    parents: readonly string[],
    files: ReadonlyMap<string, TreeEntry>,
    message: string,
  ): string {
    const sha = mark(`commit ${this.commits.size}`);
    this.commits.set(sha, { parents, files, message });
    return sha;
  }
}
