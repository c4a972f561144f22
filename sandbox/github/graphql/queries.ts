import { accountNodeId } from '../render/account';
import { repositoryNodeId } from '../render/repository';
import { repositoryByName, unresolved, visibleRepositories, type GraphQLContext } from './context';
import {
  accountNode,
  placeOf,
  protectionNode,
  protectionNodeId,
  pullNode,
  refNode,
  repositoryNode,
} from './nodes';
import { TypedError } from './context';

type Node = Record<string, unknown>;

/** The object of a node id; unknown and hidden ids are the same error. */
async function nodeById(context: GraphQLContext, id: string): Promise<Node> {
  const account = context.world.accounts().find((one) => accountNodeId(one) === id);
  if (account !== undefined) return accountNode(context, account);
  for (const repo of visibleRepositories(context)) {
    if (repositoryNodeId(repo) === id) return repositoryNode(context, repo);
    const rule = repo.protections.find((one) => protectionNodeId(one) === id);
    if (rule !== undefined) return protectionNode(context, repo, rule);
    const issue = repo.issues.find((one) => `PR_${one.id}` === id);
    if (issue?.pull !== undefined) return pullNode(context, repo, issue, issue.pull);
    const prefix = `REF_${repo.id}_`;
    if (id.startsWith(prefix)) {
      const name = Buffer.from(id.slice(prefix.length), 'base64url').toString('utf8');
      const ref = await refNode(placeOf(context, repo), name);
      if (ref !== null) return ref;
    }
  }
  throw unresolved(id);
}

/** Root fields of queries. */
export const queries = {
  viewer: (_args: unknown, context: GraphQLContext) => {
    return accountNode(context, context.world.account(context.actor.login));
  },
  repository: ({ owner, name }: { owner: string; name: string }, context: GraphQLContext) =>
    repositoryNode(context, repositoryByName(context, owner, name)),
  node: ({ id }: { id: string }, context: GraphQLContext) => nodeById(context, id),
  nodes: ({ ids }: { ids: readonly string[] }, context: GraphQLContext) =>
    Promise.all(ids.map((id) => nodeById(context, id))),
  organization: ({ login }: { login: string }, context: GraphQLContext) => {
    const account = context.world.findAccount(login);
    if (account?.type !== 'Organization')
      throw new TypedError(
        'NOT_FOUND',
        `Could not resolve to an Organization with the login of '${login}'.`,
      );
    return accountNode(context, account);
  },
  user: ({ login }: { login: string }, context: GraphQLContext) => {
    const account = context.world.findAccount(login);
    if (account?.type !== 'User')
      throw new TypedError(
        'NOT_FOUND',
        `Could not resolve to a User with the login of '${login}'.`,
      );
    return accountNode(context, account);
  },
};
