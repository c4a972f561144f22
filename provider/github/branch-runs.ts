import { z } from 'zod';
import { type GitHubClient } from './client';

/** A completed run of a workflow for a push to a branch. */
export interface BranchRun {
  readonly id: number;
  readonly conclusion: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** From its start to its last update. */
  readonly seconds: number;
}

const runList = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.int(),
      conclusion: z.string().nullable(),
      created_at: z.iso.datetime(),
      run_started_at: z.iso.datetime().nullish(),
      updated_at: z.iso.datetime(),
    }),
  ),
});

/**
 * The newest completed runs of a workflow for pushes to a branch, newest first, at most 100; none where the workflow is
 * not there.
 *
 * @param workflow its path in the repository.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function branchRuns(
  client: GitHubClient,
  repository: string,
  workflow: string,
  branch: string,
): Promise<readonly BranchRun[]> {
  const found = await client.find(
    runList,
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    {
      ...{ owner: client.connection.owner, repo: repository, branch, event: 'push' },
      ...{ workflow_id: workflow.split('/').at(-1) ?? workflow, status: 'completed' },
      per_page: 100,
    },
  );
  return (found?.workflow_runs ?? []).map((run) => ({
    id: run.id,
    conclusion: run.conclusion ?? 'unknown',
    createdAt: run.created_at,
    seconds: (Date.parse(run.updated_at) - Date.parse(run.run_started_at ?? run.created_at)) / 1000,
  }));
}

/** When a file of a branch was changed last; undefined where it never was. */
export async function lastChange(
  client: GitHubClient,
  repository: string,
  path: string,
  branch: string,
): Promise<string | undefined> {
  const date = z.object({ date: z.iso.datetime().optional() });
  const commits = await client.find(
    z.array(z.object({ commit: z.object({ committer: date.nullable() }) })),
    'GET /repos/{owner}/{repo}/commits',
    { owner: client.connection.owner, repo: repository, path, sha: branch, per_page: 1 },
  );
  return commits?.[0]?.commit.committer?.date;
}

/** The newest commit of a branch from before a time; undefined where there was none. */
export async function commitBefore(
  client: GitHubClient,
  repository: string,
  branch: string,
  time: Date,
): Promise<string | undefined> {
  // GitHub compares whole seconds, and includes this one.
  const until = new Date(time.getTime() - 1_000).toISOString();
  const commits = await client.find(
    z.array(z.object({ sha: z.string() })),
    'GET /repos/{owner}/{repo}/commits',
    { owner: client.connection.owner, repo: repository, sha: branch, until, per_page: 1 },
  );
  return commits?.[0]?.sha;
}

const ended = { name: z.string(), conclusion: z.string().nullable() };
const jobList = z.object({
  jobs: z.array(z.object({ ...ended, steps: z.array(z.object(ended)).optional() })),
});

/** The jobs of a run's latest attempt. */
export async function runJobs(
  client: GitHubClient,
  repository: string,
  run: number,
): Promise<z.infer<typeof jobList>['jobs']> {
  const found = await client.find(jobList, 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
    ...{ owner: client.connection.owner, repo: repository, run_id: run },
    ...{ filter: 'latest', per_page: 100 },
  });
  return found?.jobs ?? [];
}
