import { zeroSha } from './bare-repository';
import type { GitHubWorld } from './world-state';
import { followPullRequests } from './write-ref';

export interface FilesCommit {
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
  /** Path → text, or null to delete the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  /** Commit that a new branch starts from; the default branch's head by default. */
  readonly from?: string;
}

/** How often a commit is made again because a request moved the branch meanwhile. */
const attempts = 10;

/** Commits files to a branch behind the API's back, as another person's push would; makes the branch if need be. */
export async function commitFiles(world: GitHubWorld, commit: FilesCommit): Promise<string> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const sha = await commitOnce(world, commit);
    if (sha !== undefined) return sha;
  }
  throw new Error(`${commit.branch} kept moving while it was committed to`);
}

async function commitOnce(world: GitHubWorld, commit: FilesCommit): Promise<string | undefined> {
  const repo = world.repository(commit.owner, commit.repository);
  if (repo === undefined) throw new Error(`no repository ${commit.owner}/${commit.repository}`);
  const git = world.git(repo);
  const ref = `refs/heads/${commit.branch}`;
  const head = await git.resolve(ref);
  const parent = head ?? commit.from ?? (await git.resolve(`refs/heads/${repo.defaultBranch}`));
  const changes = Object.entries(commit.files).map(([path, text]) => ({
    path,
    mode: '100644',
    sha: text === null ? null : git.writeBlob(Buffer.from(text)),
  }));
  const who = { name: 'Somebody', email: 'somebody@example.com', date: world.now() };
  const sha = git.writeCommit({
    tree: await git.writeTree(parent, changes),
    parents: parent === undefined ? [] : [parent],
    message: commit.message,
    author: who,
    committer: who,
  });
  const moved = await git.updateRefs([{ ref, after: sha, before: head ?? zeroSha }]);
  if (!moved) return undefined;
  repo.pushedAt = world.now();
  followPullRequests(repo, [{ ref, after: sha, before: head ?? zeroSha }]);
  return sha;
}
