import { z } from 'zod';
import { readInstallation } from '../../../provider/github/app-token';
import { GitHubFailure } from '../../../provider/github/failure';
import { type Credential } from './facts';
import { type Looker } from './looker';

/**
 * Finds out who acts. A token's kind follows from what GitHub answers, not by its spelling, which differs between GitHub
 * and its Enterprise Server, and changes.
 */
export async function readCredential(looker: Looker): Promise<Credential> {
  const { connection } = looker.client;
  const { credential } = connection;
  try {
    if (credential !== undefined && 'app' in credential) {
      const found = await looker.through(1, () => readInstallation(connection, credential.app));
      return { kind: 'app', appId: credential.app.id, ...found };
    }
    return await readToken(looker);
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
    return { kind: 'rejected', reason: error.message };
  }
}

async function readToken(looker: Looker): Promise<Credential> {
  try {
    const { login, scopes } = await looker.through(1, (client) => client.user());
    return scopes === undefined
      ? { kind: 'fine-grained', login }
      : { kind: 'scoped', login, scopes };
  } catch (error) {
    const isForbidden =
      error instanceof GitHubFailure && error.kind === 'refused' && isStatus(error.cause, 403);
    if (!isForbidden) throw error;
  }
  // Tokens of installations are not users, but have a login.
  const { viewer } = await looker.through(1, (client) =>
    client.graphql(
      z.object({ viewer: z.object({ login: z.string() }) }),
      'query Viewer { viewer { login } }',
      {},
    ),
  );
  return viewer.login === 'github-actions[bot]'
    ? { kind: 'workflow' }
    : { kind: 'installation', login: viewer.login };
}

function isStatus(cause: unknown, status: number): boolean {
  return (cause as { readonly status?: unknown } | undefined)?.status === status;
}
