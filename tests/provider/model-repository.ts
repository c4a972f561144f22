import { GitHubFailure } from '../../provider/github/failure';
import { type BranchView, type RepositoryView } from '../../provider/github/branch-view';
import { type NewCommit, type Target } from '../../provider/github/repository';
import { type OpenPullRequest } from '../../provider/github/pull-requests';
import { blobSha } from '../../provider/workflow-commit/blob';
import { type TreeEntry } from '../../provider/workflow-commit/plan';

export type Files = Readonly<Record<string, string>>;

export interface ModelCommit {
  readonly id: string;
  readonly author: 'ours' | 'theirs';
  readonly parents: readonly string[];
  readonly files: Files;
}

/** A move of a branch; empty ids where it began or ended. */
export interface RefMove {
  readonly author: 'ours' | 'theirs';
  readonly branch: string;
  readonly from: string;
  readonly to: string;
}

/**
 * A repository in memory with GitHub's rules: compare-and-swap of refs, one open pull request per branch, a pull request
 * that closes with its branch. Before each request somebody else may act, which is how interleavings are tried.
 */
export class ModelRepository implements Target {
  readonly owner = 'acme';
  readonly name = 'model';
  readonly fullName = 'acme/model';
  readonly commits = new Map<string, ModelCommit>();
  readonly refs = new Map<string, string>();
  readonly moves: RefMove[] = [];
  readonly pulls: (OpenPullRequest & { readonly head: string; open: boolean })[] = [];
  private count = 0;

  /** @param before called before each request takes effect. */
  constructor(
    files: Files,
    private readonly before: (repository: ModelRepository) => void,
  ) {
    this.refs.set('main', this.commit('theirs', [], files));
  }

  commit(author: ModelCommit['author'], parents: readonly string[], files: Files): string {
    this.count += 1;
    const id = String(this.count).padStart(40, '0');
    this.commits.set(id, { id, author, parents, files });
    return id;
  }

  filesAt(id: string): Files {
    return this.commits.get(id)?.files ?? {};
  }

  /** Every commit that is reachable from another, itself included. */
  history(id: string | undefined): ReadonlySet<string> {
    const seen = new Set<string>();
    const next = id === undefined || id === '' ? [] : [id];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      next.push(...(this.commits.get(one)?.parents ?? []));
    }
    return seen;
  }

  move(author: RefMove['author'], branch: string, to: string): void {
    this.moves.push({ author, branch, from: this.refs.get(branch) ?? '', to });
    if (to === '') {
      this.refs.delete(branch);
      for (const pull of this.pulls) if (pull.head === branch) pull.open = false;
    } else this.refs.set(branch, to);
  }

  view(branch: string, paths: readonly string[], other?: string): Promise<RepositoryView> {
    this.before(this);
    const see = (name: string): BranchView | undefined => {
      const head = this.refs.get(name);
      if (head === undefined) return undefined;
      const files = this.filesAt(head);
      return {
        head,
        root: head,
        tree: new Map(
          paths.flatMap((path): (readonly [string, TreeEntry])[] => {
            const content = files[path];
            if (content !== undefined) return [[path, blobEntry(content)]];
            const isFolder = Object.keys(files).some((one) => one.startsWith(`${path}/`));
            return isFolder ? [[path, { type: 'tree', sha: path, mode: '040000' }]] : [];
          }),
        ),
      };
    };
    return Promise.resolve({
      id: 'id',
      defaultBranch: 'main',
      branch: see(branch),
      other: other === undefined ? undefined : see(other),
    });
  }

  async commitOnBranch(branch: string, commit: NewCommit): Promise<string> {
    this.before(this);
    if (this.refs.get(branch) !== commit.parent.head) throw moved();
    const id = await this.make(commit);
    this.move('ours', branch, id);
    return id;
  }

  looseCommit(commit: NewCommit): Promise<string> {
    this.before(this);
    return this.make(commit);
  }

  createBranch(_id: string, branch: string, commit: string): Promise<void> {
    return this.swap(branch, undefined, commit);
  }

  moveBranch(
    _id: string,
    branch: string,
    from: string,
    to: string,
    rewrite = false,
  ): Promise<void> {
    if (!rewrite && !this.history(to).has(from)) return Promise.reject(moved());
    return this.swap(branch, from, to);
  }

  deleteBranch(_id: string, branch: string, from: string): Promise<void> {
    return this.swap(branch, from, '');
  }

  changedPaths(base: string, head: string): Promise<readonly string[]> {
    this.before(this);
    const below = this.history(base);
    // The newest common commit; ids grow with time.
    const fork =
      [...this.history(head)]
        .filter((id) => below.has(id))
        .sort()
        .at(-1) ?? '';
    const [a, b] = [this.filesAt(fork), this.filesAt(head)];
    const paths = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return Promise.resolve(paths.filter((path) => a[path] !== b[path]));
  }

  readonly pullRequests = {
    open: (head: string): Promise<readonly OpenPullRequest[]> => {
      this.before(this);
      return Promise.resolve(this.pulls.filter((pull) => pull.open && pull.head === head));
    },
    create: (wish: { head: string; title: string; body: string }): Promise<OpenPullRequest> => {
      this.before(this);
      if (!this.refs.has(wish.head)) return Promise.reject(moved());
      if (this.pulls.some(({ open, head }) => open && head === wish.head)) {
        return Promise.reject(moved());
      }
      const pull = { ...wish, number: this.pulls.length + 1, url: '', open: true };
      this.pulls.push(pull);
      return Promise.resolve(pull);
    },
    update: (number: number, change: { state?: 'closed' }): Promise<void> => {
      this.before(this);
      const pull = this.pulls[number - 1];
      if (pull !== undefined && change.state === 'closed') pull.open = false;
      return Promise.resolve();
    },
  };

  isGone(): Promise<boolean> {
    return Promise.resolve(false);
  }

  files(): Promise<readonly string[]> {
    return Promise.resolve(Object.keys(this.filesAt(this.refs.get('main') ?? '')));
  }

  text(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  private swap(branch: string, from: string | undefined, to: string): Promise<void> {
    this.before(this);
    if (this.refs.get(branch) !== from) return Promise.reject(moved());
    this.move('ours', branch, to);
    return Promise.resolve();
  }

  private make({ parent, changes }: NewCommit): Promise<string> {
    const files = { ...this.filesAt(parent.head) };
    for (const { path, content } of changes) {
      if (content === undefined) delete files[path];
      else files[path] = Buffer.from(content).toString('utf8');
    }
    return Promise.resolve(this.commit('ours', [parent.head], files));
  }
}

const moved = (): GitHubFailure => new GitHubFailure('moved', 'moved');

function blobEntry(content: string): TreeEntry {
  return { type: 'blob', sha: blobSha(Buffer.from(content)), mode: '100644' };
}
