import type { Links } from '../render/links';
import { hasPermission, seesRepository, type Level, type Token } from '../tokens';
import type { RepositoryState } from '../state';
import type { GitHubWorld } from '../world-state';

/** What every resolver gets. */
export interface GraphQLContext {
  readonly world: GitHubWorld;
  readonly actor: Token;
  readonly links: Links;
}

/** An error with GitHub's `type`, which is beside the message and not under `extensions`. */
export class TypedError extends Error {
  override readonly name = 'TypedError';

  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export const unresolved = (id: string): TypedError =>
  new TypedError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);

export function visibleRepositories(context: GraphQLContext): readonly RepositoryState[] {
  return context.world.repositories().filter((repo) => seesRepository(context.actor, repo));
}

export function repositoryByName(
  context: GraphQLContext,
  owner: string,
  name: string,
): RepositoryState {
  const repo = context.world.repository(owner, name);
  if (repo === undefined || !seesRepository(context.actor, repo))
    throw new TypedError(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${owner}/${name}'.`,
    );
  return repo;
}

export function requirePermission(context: GraphQLContext, permission: string, level: Level): void {
  if (hasPermission(context.actor, permission, level)) return;
  const kind = ['classic', 'fine-grained'].includes(context.actor.kind)
    ? 'personal access token'
    : 'integration';
  throw new TypedError('FORBIDDEN', `Resource not accessible by ${kind}`);
}
