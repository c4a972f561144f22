import { BareRepository, type RefChange, zeroSha } from '../../../sandbox/github/bare-repository';
import { type GitHubWorld } from '../../../sandbox/github/world-state';
import { owner } from '../../provider/loopback';

export type Author = 'ours' | 'theirs';
export type Files = Readonly<Record<string, string>>;

export interface SeenCommit {
  readonly author: string;
  readonly parents: readonly string[];
  /** Mode and blob name by path. */
  readonly files: Files;
}

/** A move of a branch; empty names where it began or ended. */
export interface RefMove {
  readonly author: Author;
  readonly branch: string;
  readonly from: string;
  readonly to: string;
}

/**
 * What becomes of one bare repository that two write to: the loopback GitHub at our requests, and another writer with a
 * git of its own. Every move of a branch is recorded with who made it.
 */
export class SharedHistory {
  /** The other writer's own access to the repository. */
  readonly theirs: BareRepository;
  readonly commits = new Map<string, SeenCommit>();
  /** Names of commits in the order in which they were first made. */
  readonly order: string[] = [];
  moves: RefMove[] = [];

  constructor(
    readonly world: GitHubWorld,
    readonly name: string,
  ) {
    const ours = world.git(this.state);
    this.theirs = new BareRepository(ours.directory);
    this.record(ours, 'ours');
    this.record(this.theirs, 'theirs');
  }

  get state() {
    return this.world.required(owner, this.name);
  }

  head(branch: string): Promise<string | undefined> {
    return this.theirs.resolve(`refs/heads/${branch}`);
  }

  /** Learns a commit and all before it. */
  async learn(sha: string | undefined): Promise<void> {
    if (sha === undefined || sha === '' || this.commits.has(sha)) return;
    const { author, parents } = await this.theirs.commit(sha);
    const entries = await this.theirs.tree(sha, true);
    const blobs = entries.filter(({ type }) => type === 'blob');
    this.commits.set(sha, {
      author: author.name,
      parents,
      files: Object.fromEntries(blobs.map((entry) => [entry.path, `${entry.mode} ${entry.sha}`])),
    });
    for (const parent of parents) await this.learn(parent);
  }

  at(sha: string | undefined): SeenCommit {
    const none = { author: '', parents: [], files: {} };
    return sha === undefined ? none : (this.commits.get(sha) ?? none);
  }

  /** Every commit that is reachable from another, itself included. */
  reachable(sha: string | undefined): ReadonlySet<string> {
    const seen = new Set<string>();
    const next = sha === undefined || sha === '' ? [] : [sha];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      next.push(...this.at(one).parents);
    }
    return seen;
  }

  /** Paths that a commit changed, compared with its first parent. */
  changedBy(sha: string): readonly string[] {
    const { parents, files } = this.at(sha);
    const before = this.at(parents[0]).files;
    const paths = new Set([...Object.keys(before), ...Object.keys(files)]);
    return [...paths].filter((path) => before[path] !== files[path]).sort();
  }

  private record(git: BareRepository, author: Author): void {
    const updateRefs = git.updateRefs.bind(git);
    const writeCommit = git.writeCommit.bind(git);
    git.updateRefs = async (changes: readonly RefChange[]): Promise<boolean> => {
      const written = await updateRefs(changes);
      const name = (sha: string): string => (sha === zeroSha ? '' : sha);
      for (const { ref, before, after } of written ? changes : []) {
        if (!ref.startsWith('refs/heads/')) continue;
        const branch = ref.slice('refs/heads/'.length);
        this.moves.push({ author, branch, from: name(before), to: name(after) });
      }
      return written;
    };
    git.writeCommit = (commit) => {
      const sha = writeCommit(commit);
      this.order.push(sha);
      return sha;
    };
  }
}
