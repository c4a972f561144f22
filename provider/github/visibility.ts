import { z } from 'zod';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';

/**
 * Whether the token sees every repository of the owner, so that one it does not find does not exist. GitHub answers alike
 * for what is absent and for what a token may not see; only for two kinds of tokens this can be determined:
 *
 * - of an App's installation on all repositories of the owner,
 * - a classic one with the scope `repo` of the owner itself, or of an owner of the organisation.
 *
 * @see https://docs.github.com/en/rest/apps/installations
 */
export async function seesEverything(client: GitHubClient): Promise<boolean> {
  try {
    return (await isInstalledOnAll(client)) ?? (await isOwner(client));
  } catch (error) {
    // A token that may not even ask does not see everything; a GitHub that does not answer is another matter.
    if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
    return false;
  }
}

const installed = z.object({
  repository_selection: z.string().optional(),
  repositories: z.array(z.object({ owner: z.object({ login: z.string() }) })),
});

/** @returns undefined when the token is not of an installation. */
async function isInstalledOnAll(client: GitHubClient): Promise<boolean | undefined> {
  let found: z.infer<typeof installed> | undefined;
  try {
    found = await client.find(installed, 'GET /installation/repositories', { per_page: 1 });
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'refused') return undefined;
    throw error;
  }
  if (found === undefined) return undefined;
  const [one] = found.repositories;
  return found.repository_selection === 'all' && isSame(one?.owner.login, client.connection.owner);
}

async function isOwner(client: GitHubClient): Promise<boolean> {
  const { login, scopes } = await client.user();
  if (scopes?.includes('repo') !== true) return false;
  const { owner } = client.connection;
  if (isSame(login, owner)) return true;
  const membership = await client.find(
    z.object({ role: z.string(), state: z.string() }),
    'GET /user/memberships/orgs/{org}',
    { org: owner },
  );
  return membership?.role === 'admin' && membership.state === 'active';
}

const isSame = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/**
 * @param what was not returned, such as `cache limits`.
 * @throws GitHubFailure unless the repository certainly does not exist: what cannot be seen is not deleted.
 */
export async function refuseUnlessGone(
  client: GitHubClient,
  repo: string,
  what: string,
): Promise<void> {
  const { owner } = client.connection;
  const found = await client.find(z.unknown(), 'GET /repos/{owner}/{repo}', { owner, repo });
  if (found === undefined && (await seesEverything(client))) return;
  throw new GitHubFailure(
    'absent',
    found === undefined
      ? `${owner}/${repo} not found, or the token lacks access; grant access, or remove the resource from the state (pulumi state delete)`
      : `GitHub does not return the ${what} of ${owner}/${repo}: the token needs administration: read, and a GitHub Enterprise Server must support them`,
  );
}
