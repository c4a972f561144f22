import type { BareRepository } from '../bare-repository';
import { parseDiff, type FileChange, type GitCommit, type Signature } from '../git-objects';
import type { RepositoryState } from '../state';
import { encodePath, repoApi, repoWeb, type Links } from './links';

const user = ({ name, email, date }: Signature): Record<string, string> => ({ name, email, date });

/** Commits made through the API are signed by GitHub; the loopback server has no key and says so. */
const verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** The Git Data API's form (`git-commit`). */
export function gitCommit(
  links: Links,
  repo: RepositoryState,
  commit: GitCommit,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  const web = repoWeb(links, repo);
  return {
    sha: commit.sha,
    node_id: `C_${repo.id}_${commit.sha}`,
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    author: user(commit.author),
    committer: user(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
    verification,
  };
}

/** The commits API's form (`commit`). */
export function apiCommit(
  links: Links,
  repo: RepositoryState,
  commit: GitCommit,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  const web = repoWeb(links, repo);
  return {
    sha: commit.sha,
    node_id: `C_${repo.id}_${commit.sha}`,
    url: `${api}/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: user(commit.author),
      committer: user(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification,
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
  };
}

/** Files that differ between two trees; `before` undefined means the empty tree. */
export async function changedFiles(
  git: BareRepository,
  before: string | undefined,
  after: string,
): Promise<readonly FileChange[]> {
  const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const flags = ['-r', '--no-renames', '--raw', '--no-abbrev', '--numstat', '-z'];
  const out = await git.git(['diff-tree', ...flags, before ?? empty, after]);
  return parseDiff(out.toString('utf8'));
}

/** A file's part of a diff, as GitHub gives it: its hunks, and nothing of a binary file. */
export async function patchOf(
  git: BareRepository,
  before: string | undefined,
  after: string,
  path: string,
): Promise<{ readonly patch?: string }> {
  if (before === undefined) return {};
  const out = await git.git(['diff-tree', '--no-renames', '--patch', before, after, '--', path]);
  const text = out.toString('utf8');
  const start = text.indexOf('\n@@');
  return start === -1 ? {} : { patch: text.slice(start + 1).trimEnd() };
}

export function diffEntry(
  links: Links,
  repo: RepositoryState,
  head: string,
  change: FileChange,
): Record<string, unknown> {
  const path = encodePath(change.path);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${repoWeb(links, repo)}/blob/${head}/${path}`,
    raw_url: `${repoWeb(links, repo)}/raw/${head}/${path}`,
    contents_url: `${repoApi(links, repo)}/contents/${path}?ref=${head}`,
  };
}
