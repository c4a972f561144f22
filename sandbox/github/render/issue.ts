import type { Comment, Issue, Label, RepositoryState } from '../state';
import type { GitHubWorld } from '../world-state';
import { simpleUser } from './account';
import { repoApi, repoWeb, type Links } from './links';

export function renderLabel(
  links: Links,
  repo: RepositoryState,
  label: Label,
): Record<string, unknown> {
  return {
    id: label.id,
    node_id: `LA_${label.id}`,
    url: `${repoApi(links, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function renderComment(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  comment: Comment,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${repoWeb(links, repo)}/issues/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    user: simpleUser(links, world.account(comment.author)),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'MEMBER',
    body: comment.body,
  };
}

export function renderIssue(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  issue: Issue,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  const url = `${api}/issues/${issue.number}`;
  const html = `${repoWeb(links, repo)}/${issue.pull === undefined ? 'issues' : 'pull'}/${issue.number}`;
  return {
    id: issue.id,
    node_id: `${issue.pull === undefined ? 'I' : 'PR'}_${issue.id}`,
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: issue.number,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: simpleUser(links, world.account(issue.author)),
    labels: labelsOf(links, repo, issue),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: repo.comments.filter((comment) => comment.issue === issue.number).length,
    closed_at: issue.closedAt,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    author_association: 'MEMBER',
    ...(issue.pull === undefined
      ? {}
      : {
          pull_request: {
            url: `${api}/pulls/${issue.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: issue.pull.mergedAt,
          },
        }),
  };
}

export function labelsOf(
  links: Links,
  repo: RepositoryState,
  issue: Issue,
): readonly Record<string, unknown>[] {
  return repo.labels
    .filter((label) => issue.labels.includes(label.name))
    .map((label) => renderLabel(links, repo, label));
}
