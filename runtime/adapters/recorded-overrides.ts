import * as z from 'zod/mini';
import { overrideProblem } from '../../core/readiness/gate';
import type { History } from '../../core/readiness/history';
import type { GitHubClient } from './github-client';
import { overrideRequest } from './github-override';

const issuesSchema = z.array(
  z.object({
    number: z.number(),
    pull_request: z.optional(z.object({ merged_at: z.nullish(z.string()) })),
  }),
);

/** Merged pull requests that carry a valid override and are not in the record yet: who, when and why. */
export async function newOverrides(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string; readonly workflow: string },
  label: string,
  recorded: History['overrides'],
): Promise<History['overrides']> {
  const { data } = await client.request(issuesSchema, 'GET /repos/{owner}/{repo}/issues', {
    owner: place.owner,
    repo: place.repository,
    labels: label,
    state: 'closed',
    sort: 'updated',
    direction: 'desc',
    per_page: 20,
  });
  const known = new Set(recorded.map((one) => one.pullRequest));
  const found: History['overrides'] = [];
  for (const issue of data) {
    if (issue.pull_request?.merged_at == null || known.has(issue.number)) continue;
    const { owner, repository, workflow } = place;
    const pull = { owner, repository, workflow, number: issue.number };
    const request = await overrideRequest(client, pull, label);
    if (request?.reason === undefined || overrideProblem(request) !== undefined) continue;
    found.push({
      pullRequest: issue.number,
      by: request.by,
      at: request.at,
      reason: request.reason,
    });
  }
  return found;
}
