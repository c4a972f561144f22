import * as z from 'zod/mini';
import type { GitHubClient } from './github-client';

const runSchema = z.object({
  id: z.number(),
  event: z.string(),
  head_sha: z.string(),
  head_branch: z.nullable(z.string()),
  head_repository: z.nullable(
    z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }),
  ),
});
const pullsSchema = z.array(
  z.object({
    number: z.number(),
    state: z.string(),
    user: z.nullable(z.object({ login: z.string() })),
    head: z.object({ sha: z.string(), repo: z.nullable(z.object({ full_name: z.string() })) }),
    base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
  }),
);

/** Maximum number of pages of pull requests of one branch, of 100 each. */
const mostPages = 10;

/** A pull request as GitHub's API names it for a run. */
export interface ConfirmedPullRequest {
  readonly number: number;
  /** Its newest commit. */
  readonly head: string;
  /** Login; undefined for an account that is gone. */
  readonly author: string | undefined;
  readonly base: string;
  /** Bases of all pull requests, closed ones too, that the same commit of the same branch was offered to. */
  readonly bases: readonly string[];
}

/**
 * The open pull request whose head is the run's commit in the run's repository, or in words why there is none.
 * `workflow_run.pull_requests` is empty for forks, so the list is asked for by head branch; the commit decides.
 */
export async function confirmedPullRequest(
  client: GitHubClient,
  { owner, repository }: { readonly owner: string; readonly repository: string },
  { id, headSha }: { readonly id: number; readonly headSha: string },
  events: readonly string[],
): Promise<ConfirmedPullRequest | string> {
  const place = { owner, repo: repository };
  const { data: run } = await client.request(
    runSchema,
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
    { ...place, run_id: id },
  );
  if (!events.includes(run.event)) return `run ${run.id} is of event ${run.event}`;
  if (run.head_sha !== headSha) return `run ${run.id} is of another commit`;
  const head = run.head_repository;
  if (head === null || run.head_branch === null) return 'the head repository is gone';
  const pulls = await client.list(
    pullsSchema,
    'GET /repos/{owner}/{repo}/pulls',
    { ...place, state: 'all', head: `${head.owner.login}:${run.head_branch}` },
    mostPages,
  );
  // Whoever opens and closes that many wants some of them to stay unseen.
  if (pulls.length === mostPages * 100) return 'the branch has too many pull requests';
  const same = pulls.filter(
    (pull) =>
      pull.head.sha === run.head_sha &&
      pull.head.repo?.full_name === head.full_name &&
      pull.base.repo.full_name.toLowerCase() === `${owner}/${repository}`.toLowerCase(),
  );
  const found = same.filter(({ state }) => state === 'open');
  const [pull] = found;
  if (pull === undefined) return 'no open pull request has this head commit any more';
  if (found.length > 1) return 'several pull requests have this head commit';
  return {
    number: pull.number,
    head: headSha,
    author: pull.user?.login,
    base: pull.base.ref,
    bases: same.map(({ base }) => base.ref),
  };
}
