import * as z from 'zod/mini';
import { approvers, type Review } from '../../core/guard/verdict';
import { conclusionSchema } from '../../core/readiness/conclusion';
import type { ConfirmedPullRequest } from './confirmed-pull-request';
import type { GitHubClient } from './github-client';

interface Place {
  readonly owner: string;
  readonly repository: string;
}

/** The run whose jobs count. */
export interface CiRun {
  readonly id: number;
  readonly attempt: number;
  readonly isCompleted: boolean;
  /** ISO 8601, UTC; a re-run does not change it. */
  readonly createdAt: string;
}

const runsSchema = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      run_attempt: z.optional(z.number()),
      status: z.nullable(z.string()),
      conclusion: conclusionSchema,
      created_at: z.string(),
    }),
  ),
});

/**
 * The newest run of a workflow file for a commit; undefined where there is none. It is asked for by file, since a workflow
 * of any branch may take the same name.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function newestRun(
  client: GitHubClient,
  { owner, repository }: Place,
  {
    workflow,
    headSha,
    event,
  }: { readonly workflow: string; readonly headSha: string; readonly event: string },
): Promise<CiRun | undefined> {
  const { data } = await client.request(
    runsSchema,
    'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    { owner, repo: repository, workflow_id: workflow, head_sha: headSha, event, per_page: 100 },
  );
  const [newest] = [...data.workflow_runs].sort((a, b) => b.id - a.id);
  return newest === undefined
    ? undefined
    : {
        id: newest.id,
        attempt: newest.run_attempt ?? 1,
        isCompleted: newest.status === 'completed',
        createdAt: newest.created_at,
      };
}

const eventsSchema = z.array(z.object({ event: z.string(), created_at: z.string() }));
const mostEventPages = 20;

/**
 * Why a run says nothing of a pull request into this base; undefined where it does. GitHub names no base for a run, and a
 * run for another base took its workflow from there: so the commit must never have been offered to another one.
 */
export async function doubtOf(
  client: GitHubClient,
  { owner, repository }: Place,
  pull: ConfirmedPullRequest,
  run: CiRun,
): Promise<string | undefined> {
  if (pull.bases.some((base) => base !== pull.base))
    return 'This commit was in a pull request into another branch too: push a new commit';
  const events = await client.list(
    eventsSchema,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
    { owner, repo: repository, issue_number: pull.number },
    mostEventPages,
  );
  const retargeted = events.some(
    ({ event, created_at }) => event === 'base_ref_changed' && created_at >= run.createdAt,
  );
  if (retargeted || events.length === mostEventPages * 100)
    return 'The base branch was changed after the run began: push a new commit';
  return undefined;
}

const reviewsSchema = z.array(
  z.object({
    user: z.nullable(z.object({ login: z.string() })),
    state: z.string(),
    commit_id: z.nullable(z.string()),
  }),
);
const membershipSchema = z.object({ state: z.string() });
const mostReviewPages = 20;

/** Owners who approved exactly this commit. `members` reads the teams among the owners. */
export async function approvingOwners(
  client: GitHubClient,
  members: GitHubClient,
  place: Place & { readonly headSha: string },
  pull: ConfirmedPullRequest,
  owners: readonly string[],
): Promise<readonly string[]> {
  const found = await client.list(
    reviewsSchema,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    { owner: place.owner, repo: place.repository, pull_number: pull.number },
    mostReviewPages,
  );
  const reviews = found.map(({ user, state, commit_id: commit }): Review => ({
    by: user?.login,
    state: state.toUpperCase(),
    commit: commit ?? undefined,
  }));
  const logins = approvers(reviews, { head: place.headSha, author: pull.author });
  const isOwner = await Promise.all(logins.map((login) => isOneOf(members, login, owners)));
  return logins.filter((_, index) => isOwner[index] === true);
}

/** Whether a login is one of the owners, or a member of a team among them. */
async function isOneOf(
  client: GitHubClient,
  login: string,
  owners: readonly string[],
): Promise<boolean> {
  for (const owner of owners) {
    const [org = '', team] = owner.replace(/^@/, '').split('/');
    if (team === undefined) {
      if (org.toLowerCase() === login.toLowerCase()) return true;
      continue;
    }
    const membership = await client.requestUnless(
      [404],
      membershipSchema,
      'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
      { org, team_slug: team, username: login },
    );
    if (membership?.data.state === 'active') return true;
  }
  return false;
}
