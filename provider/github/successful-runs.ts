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

/** Conclusions of a run's jobs by name. */
export type JobConclusions = ReadonlyMap<string, string>;

/**
 * The jobs of each of the newest successful runs of a workflow on a branch of the repository itself: a fork's branch may
 * have the same name.
 *
 * @param workflow its path in the repository.
 * @throws GitHubFailure when GitHub refuses, as it does without the permission `actions: read`.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function successfulRuns(
  client: GitHubClient,
  repository: string,
  workflow: string,
  branch: string,
): Promise<readonly JobConclusions[]> {
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
  const runs = [];
  for (const { id } of own.slice(0, newestRuns)) {
    const jobs = await runJobs(client, repository, id);
    runs.push(new Map(jobs.map(({ name, conclusion }) => [name, conclusion ?? ''])));
  }
  return runs;
}
