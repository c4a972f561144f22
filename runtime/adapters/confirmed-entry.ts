import * as z from 'zod/mini';
import type { ConfirmedPullRequest } from './confirmed-pull-request';
import type { GitHubClient } from './github-client';

const runSchema = z.object({
  id: z.number(),
  event: z.string(),
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
});
const pullSchema = z.object({
  number: z.number(),
  state: z.string(),
  user: z.nullable(z.object({ login: z.string() })),
  head: z.object({ sha: z.string() }),
  base: z.object({ ref: z.string() }),
});

/**
 * The pull request of an entry of a merge queue, for a run that the queue started; undefined for a run of another event, and in
 * words why there is none. The event is GitHub's word: whoever pushes a branch of such a name starts a run of `push`. The entries
 * before it in the queue are in the same commit, and GitHub has taken each of them in with its own required checks.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#merge_group
 */
export async function confirmedEntry(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  { id, headSha }: { readonly id: number; readonly headSha: string },
): Promise<ConfirmedPullRequest | string | undefined> {
  const place = { owner, repo: repository };
  const { data: run } = await client.request(
    runSchema,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { ...place, run_id: id },
  );
  if (run.event !== 'merge_group') return undefined;
  if (run.head_sha !== headSha) return `run ${run.id} is of another commit`;
  const [, base, number] =
    /^gh-readonly-queue\/(.+)\/pr-(\d+)-[0-9a-f]+$/.exec(run.head_branch ?? '') ?? [];
  if (base === undefined) return `run ${run.id} is of no branch of a merge queue`;
  const { data: pull } = await client.request(
    pullSchema,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { ...place, pull_number: Number(number) },
  );
  if (pull.state !== 'open') return `pull request ${pull.number} is not open any more`;
  if (pull.base.ref !== base) return `pull request ${pull.number} is into ${pull.base.ref} now`;
  return {
    number: pull.number,
    head: pull.head.sha,
    author: pull.user?.login,
    base,
    bases: [base],
  };
}
