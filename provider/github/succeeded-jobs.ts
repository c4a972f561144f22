import { z } from 'zod';
import { runJobs } from './branch-runs';
import { type GitHubClient } from './client';

/** Runs that are looked into: the newest of a workflow is nearly always the one. */
const newestRuns = 3;

const runList = z.object({
  workflow_runs: z.array(
    z.object({ id: z.int(), head_repository: z.object({ full_name: z.string() }).nullable() }),
  ),
});

/**
 * Names of the jobs that succeeded in each of the newest successful runs of a workflow on a branch of the repository
 * itself: a fork's branch may have the same name.
 *
 * @param workflow its path in the repository.
 * @throws GitHubFailure when GitHub refuses, as it does without the permission `actions: read`.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function succeededJobs(
  client: GitHubClient,
  repository: string,
  workflow: string,
  branch: string,
): Promise<readonly (readonly string[])[]> {
  const { owner } = client.connection;
  const file = workflow.split('/').at(-1) ?? workflow;
  const found = await client.find(
    runList,
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    { owner, repo: repository, workflow_id: file, branch, status: 'success', per_page: 30 },
  );
  const own = (found?.workflow_runs ?? []).filter(
    ({ head_repository: head }) =>
      head?.full_name.toLowerCase() === `${owner}/${repository}`.toLowerCase(),
  );
  const jobs = [];
  for (const { id } of own.slice(0, newestRuns)) {
    const listed = await runJobs(client, repository, id);
    const succeeded = listed.filter(({ conclusion }) => conclusion === 'success');
    jobs.push(succeeded.map(({ name }) => name));
  }
  return jobs;
}
