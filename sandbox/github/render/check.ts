import type { CheckRun, CommitStatus, RepositoryState } from '../state';
import type { GitHubWorld } from '../world-state';
import { simpleUser } from './account';
import { renderApp } from './app';
import { repoApi, repoWeb, type Links } from './links';

export function renderCheckRun(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  run: CheckRun,
): Record<string, unknown> {
  const url = `${repoApi(links, repo)}/check-runs/${run.id}`;
  const html = `${repoWeb(links, repo)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: `CR_${run.id}`,
    head_sha: run.headSha,
    external_id: '',
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...run.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: run.id },
    app: renderApp(world, links, run.appId),
    pull_requests: [],
  };
}

export function renderStatus(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  status: CommitStatus,
): Record<string, unknown> {
  return {
    url: `${repoApi(links, repo)}/statuses/${status.sha}`,
    avatar_url: `${links.web}/avatars/u/${world.account(status.creator).id}`,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: simpleUser(links, world.account(status.creator)),
  };
}
