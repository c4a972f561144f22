import * as z from 'zod/mini';
import type { RepositoryFact } from '../../core/readiness/sight';
import type { GitHubClient } from './github-client';
import type { Judged } from './github-runs';

const repositorySchema = z.object({
  full_name: z.string(),
  archived: z._default(z.boolean(), false),
  default_branch: z.string(),
});
const branchSchema = z.object({ name: z.string() });

/**
 * What GitHub says of a repository: one request, and a second one where its default branch is not the configured one.
 * Undefined when there is none under this name that the credential may see.
 * https://docs.github.com/en/rest/repos/repos#get-a-repository
 */
export async function repositoryFact(
  client: GitHubClient,
  { owner, repository, branch }: Pick<Judged, 'owner' | 'repository' | 'branch'>,
): Promise<RepositoryFact | undefined> {
  const place = { owner, repo: repository };
  const found = await client.requestUnless(
    // 451: it was taken down.
    [404, 451],
    repositorySchema,
    'GET /repos/{owner}/{repo}',
    place,
  );
  if (found === undefined) return undefined;
  const { full_name: fullName, archived, default_branch: defaultBranch } = found.data;
  const fact = { fullName, archived, defaultBranch };
  if (defaultBranch === branch) return { ...fact, hasBranch: true };
  const named = await client.requestUnless(
    [404],
    branchSchema,
    'GET /repos/{owner}/{repo}/branches/{branch}',
    { ...place, branch },
  );
  // GitHub redirects the old name of a renamed branch to the branch of today.
  return { ...fact, hasBranch: named?.data.name === branch };
}
