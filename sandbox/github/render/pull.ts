import type { Issue, Pull, PullRequest, RepositoryState } from '../state';
import type { GitHubWorld } from '../world-state';
import { simpleUser } from './account';
import { labelsOf } from './issue';
import { repoApi, repoWeb, type Links } from './links';
import { fullRepository } from './repository';

/** `pull-request-simple`: what lists hold, and the base of the full form. */
export function renderPullSimple(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  issue: Issue,
  pull: PullRequest,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  const url = `${api}/pulls/${issue.number}`;
  const html = `${repoWeb(links, repo)}/pull/${issue.number}`;
  const author = simpleUser(links, world.account(issue.author));
  const [headOwner = repo.owner, headName = repo.name] = pull.headRepository.split('/');
  const headRepo = world.repository(headOwner, headName) ?? {
    ...repo,
    owner: headOwner,
    name: headName,
  };
  const statuses = `${api}/statuses/${pull.headSha}`;
  const links_ = {
    self: url,
    html,
    issue: `${api}/issues/${issue.number}`,
    comments: `${api}/issues/${issue.number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  return {
    url,
    id: issue.id,
    node_id: `PR_${issue.id}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: links_.issue,
    commits_url: links_.commits,
    review_comments_url: links_.review_comments,
    review_comment_url: links_.review_comment,
    comments_url: links_.comments,
    statuses_url: statuses,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: author,
    body: issue.body,
    labels: labelsOf(links, repo, issue).map((label) => ({
      ...label,
      description: label.description ?? '',
    })),
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    head: {
      label: `${headOwner}:${pull.headRef}`,
      ref: pull.headRef,
      sha: pull.headSha,
      user: simpleUser(links, world.account(headOwner)),
      repo: fullRepository(links, headRepo, world.account(headOwner)),
    },
    base: {
      label: `${repo.owner}:${pull.baseRef}`,
      ref: pull.baseRef,
      sha: pull.baseSha,
      user: simpleUser(links, world.account(repo.owner)),
      repo: fullRepository(links, repo, world.account(repo.owner)),
    },
    _links: Object.fromEntries(Object.entries(links_).map(([key, href]) => [key, { href }])),
    author_association: 'MEMBER',
    auto_merge: null,
  };
}

/** Facts of the full form that need git. */
export interface PullFacts {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

export function renderPull(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  issue: Pull,
  facts: PullFacts,
): Record<string, unknown> {
  const { pull } = issue;
  return {
    ...renderPullSimple(world, links, repo, issue, pull),
    merged: pull.mergedAt !== null,
    mergeable: facts.mergeable,
    rebaseable: facts.mergeable,
    mergeable_state: facts.mergeableState,
    merged_by: pull.mergedBy === null ? null : simpleUser(links, world.account(pull.mergedBy)),
    comments: repo.comments.filter((comment) => comment.issue === issue.number).length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  };
}
