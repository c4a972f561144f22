import { createHash } from 'node:crypto';
import type { Artifact, Job, RepositoryState, WorkflowRun } from '../state';
import type { GitHubWorld } from '../world-state';
import { simpleUser } from './account';
import { fullName, repoApi, repoWeb, type Links } from './links';
import { minimalRepository } from './repository';

export function renderWorkflow(
  links: Links,
  repo: RepositoryState,
  { id, path }: { readonly id: number; readonly path: string },
): Record<string, unknown> {
  const file = path.split('/').at(-1) ?? '';
  return {
    id,
    node_id: `W_${id}`,
    name: repo.runs.find((run) => run.path === path)?.name ?? file,
    path,
    // A state file of before has none.
    state: (repo.workflowStates as typeof repo.workflowStates | undefined)?.[path] ?? 'active',
    created_at: repo.createdAt,
    updated_at: repo.createdAt,
    url: `${repoApi(links, repo)}/actions/workflows/${id}`,
    html_url: `${repoWeb(links, repo)}/blob/${repo.defaultBranch}/${path}`,
    badge_url: `${repoWeb(links, repo)}/workflows/${file}/badge.svg`,
  };
}

export function renderRun(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  run: WorkflowRun,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  const url = `${api}/actions/runs/${run.id}`;
  const workflowId = repo.workflowIds[run.path] ?? 0;
  const repository = minimalRepository(links, repo, world.account(repo.owner));
  const [owner = '', name = ''] = run.headRepository.split('/');
  const headRepo = world.repository(owner, name) ?? { ...repo, owner, name };
  const actor = simpleUser(links, world.account(run.actor));
  const short = (ref: RepositoryState): Record<string, unknown> => ({
    id: ref.id,
    url: repoApi(links, ref),
    name: ref.name,
  });
  return {
    id: run.id,
    name: run.name,
    display_title: run.name,
    node_id: `WFR_${run.id}`,
    check_suite_id: run.id,
    check_suite_node_id: `CS_${run.id}`,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    // The start of the latest attempt: it resets on a re-run.
    run_started_at: run.startedAt ?? run.createdAt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId,
    url,
    html_url: `${repoWeb(links, repo)}/actions/runs/${run.id}`,
    pull_requests: repo.issues
      .filter((issue) => run.pullRequests.includes(issue.number))
      .flatMap(({ id, number, pull }) =>
        pull === undefined
          ? []
          : [
              {
                id,
                number,
                url: `${api}/pulls/${number}`,
                head: { ref: pull.headRef, sha: pull.headSha, repo: short(headRepo) },
                base: { ref: pull.baseRef, sha: pull.baseSha, repo: short(repo) },
              },
            ],
      ),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.runAttempt > 1 ? `${url}/attempts/${run.runAttempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${workflowId}`,
    actor,
    triggering_actor: actor,
    head_commit: null,
    repository,
    head_repository: minimalRepository(links, headRepo, world.account(owner)),
  };
}

export function renderJob(
  links: Links,
  repo: RepositoryState,
  run: WorkflowRun,
  job: Job,
): Record<string, unknown> {
  const api = repoApi(links, repo);
  return {
    id: job.id,
    run_id: job.runId,
    run_url: `${api}/actions/runs/${job.runId}`,
    run_attempt: job.runAttempt,
    node_id: `JB_${job.id}`,
    head_sha: run.headSha,
    head_branch: run.headBranch,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repoWeb(links, repo)}/actions/runs/${job.runId}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step, index) => ({
      ...step,
      number: index + 1,
      started_at: job.startedAt,
      completed_at: job.completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-24.04'],
    runner_id: 1,
    runner_name: 'GitHub Actions 1',
    runner_group_id: 0,
    runner_group_name: 'GitHub Actions',
    workflow_name: run.name,
  };
}

export function renderArtifact(
  world: GitHubWorld,
  links: Links,
  repo: RepositoryState,
  artifact: Artifact,
): Record<string, unknown> {
  const run = repo.runs.find((one) => one.id === artifact.runId);
  const [headOwner = '', headName = ''] = (run?.headRepository ?? '').split('/');
  // A fork that the sandbox does not have is another repository all the same.
  const isFork = run !== undefined && run.headRepository !== fullName(repo);
  const bytes = Buffer.from(artifact.archive, 'base64');
  const url = `${links.api}/repos/${fullName(repo)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: `AR_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: bytes.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expiresAt <= world.now(),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    workflow_run:
      run === undefined
        ? null
        : {
            id: run.id,
            repository_id: repo.id,
            head_repository_id: isFork
              ? (world.repository(headOwner, headName)?.id ?? repo.id + 1)
              : repo.id,
            head_branch: run.headBranch,
            head_sha: run.headSha,
          },
  };
}
