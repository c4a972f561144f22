import * as z from 'zod/mini';
import { overrideReasonPrefix, type OverrideRequest } from '../../core/readiness/gate';
import type { GitHubClient } from './github-client';
import { newestRun } from './guard-facts';

const issueSchema = z.object({ labels: z.array(z.object({ name: z.string() })) });
const eventsSchema = z.array(
  z.object({
    event: z.string(),
    created_at: z.string(),
    actor: z.nullish(z.object({ login: z.string() })),
    label: z.nullish(z.object({ name: z.string() })),
  }),
);
const commentsSchema = z.array(
  z.object({
    body: z.nullish(z.string()),
    created_at: z.string(),
    user: z.nullable(z.object({ login: z.string() })),
  }),
);
const permissionSchema = z.object({ permission: z.string(), role_name: z.optional(z.string()) });

const pullSchema = z.object({ head: z.object({ sha: z.string() }) });

/** A pull request, and what the override of its gate is about. */
interface Overridden {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  /** File name of the CI workflow, whose newest run for a commit says when that became the head. */
  readonly workflow: string;
  /** The commit that is judged. Default: the pull request's head, which is what a merge queue has taken. */
  readonly headSha?: string | undefined;
}

/**
 * Who set the override label of a pull request, in which role, when and why; undefined when the label is not set now. Labels
 * are read from the API: the event's payload is as old as the run's first attempt.
 */
export async function overrideRequest(
  client: GitHubClient,
  place: Overridden,
  label: string,
): Promise<OverrideRequest | undefined> {
  const issue = { owner: place.owner, repo: place.repository, issue_number: place.number };
  const same = (name: string | undefined) => name?.toLowerCase() === label.toLowerCase();
  const { data } = await client.request(
    issueSchema,
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    issue,
  );
  if (!data.labels.some((one) => same(one.name))) return undefined;
  const events = await client.list(
    eventsSchema,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
    issue,
    10,
  );
  const set = events.filter((event) => event.event === 'labeled' && same(event.label?.name)).at(-1);
  const by = set?.actor?.login;
  // A label whose setter is unknown (a deleted account, too long a history) has no weight.
  if (set === undefined || by === undefined) {
    return { by: 'unknown', role: 'unknown', at: '', headAt: undefined };
  }
  const role = await client.requestUnless(
    [404],
    permissionSchema,
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    { owner: place.owner, repo: place.repository, username: by },
  );
  const comments = await client.list(
    commentsSchema,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    issue,
    10,
  );
  const reason = comments
    .filter((comment) => comment.user?.login === by)
    .map((comment) => comment.body?.trim() ?? '')
    .filter((body) => body.toLowerCase().startsWith(overrideReasonPrefix))
    .at(-1)
    ?.slice(overrideReasonPrefix.length)
    .trim()
    .slice(0, 500);
  return {
    by,
    role: role?.data.role_name ?? role?.data.permission ?? 'none',
    at: set.created_at,
    headAt: await arrivalOfHead(client, place),
    ...(reason === undefined ? {} : { reason }),
  };
}

/**
 * When the judged commit last became the head of the pull request, as far as GitHub says so on its own: times of a commit are
 * its author's to choose, but each push starts a run, whose time of creation is GitHub's and survives a re-run. Undefined where
 * the commit is not the head, or no run is known.
 */
async function arrivalOfHead(
  client: GitHubClient,
  { owner, repository, number, workflow, headSha }: Overridden,
): Promise<string | undefined> {
  const { data: pull } = await client.request(
    pullSchema,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { owner, repo: repository, pull_number: number },
  );
  const { sha } = pull.head;
  if (headSha !== undefined && headSha !== sha) return undefined;
  const place = { owner, repository };
  const run = await newestRun(client, place, { workflow, headSha: sha, event: 'pull_request' });
  return run?.createdAt;
}
