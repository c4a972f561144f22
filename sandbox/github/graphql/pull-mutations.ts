import { Refusal } from '../endpoint';
import { openPull } from '../pulls';
import { repositoryNodeId } from '../render/repository';
import type { Issue, PullRequest, RepositoryState } from '../state';
import {
  requirePermission,
  TypedError,
  unresolved,
  visibleRepositories,
  type GraphQLContext,
} from './context';
import { pullNode } from './nodes';

interface Common {
  readonly clientMutationId?: string | null;
}

function find(
  context: GraphQLContext,
  id: string,
): { repo: RepositoryState; issue: Issue; pull: PullRequest } {
  for (const repo of visibleRepositories(context)) {
    const issue = repo.issues.find((one) => `PR_${one.id}` === id);
    if (issue?.pull !== undefined) return { repo, issue, pull: issue.pull };
  }
  throw unresolved(id);
}

function setState(context: GraphQLContext, issue: Issue, state: 'open' | 'closed'): void {
  issue.state = state;
  issue.closedAt = state === 'closed' ? context.world.now() : null;
  issue.updatedAt = context.world.now();
}

/** The REST refusal's details are GraphQL's message. */
function messageOf(error: Refusal): string {
  const [first] = error.errors ?? [];
  const text = (first as { message?: string } | undefined)?.message;
  return text ?? `${error.message}: ${JSON.stringify(first)}`;
}

/** Pull requests. https://docs.github.com/en/graphql/reference/mutations#createpullrequest */
export const pullMutations = {
  createPullRequest: async (
    {
      input,
    }: {
      input: Common & {
        repositoryId: string;
        title: string;
        body?: string | null;
        headRefName: string;
        baseRefName: string;
        draft?: boolean | null;
        maintainerCanModify?: boolean | null;
      };
    },
    context: GraphQLContext,
  ) => {
    requirePermission(context, 'pull_requests', 'write');
    const repo = visibleRepositories(context).find(
      (one) => repositoryNodeId(one) === input.repositoryId,
    );
    if (repo === undefined) throw unresolved(input.repositoryId);
    const { world, actor } = context;
    const issue = await openPull(
      { world, actor, repo, git: world.git(repo) },
      {
        title: input.title,
        body: input.body ?? null,
        head: input.headRefName,
        base: input.baseRefName,
        draft: input.draft ?? false,
        maintainerCanModify: input.maintainerCanModify ?? true,
      },
    ).catch((error: unknown) => {
      throw error instanceof Refusal ? new TypedError('UNPROCESSABLE', messageOf(error)) : error;
    });
    return {
      clientMutationId: input.clientMutationId ?? null,
      pullRequest: pullNode(context, repo, issue, issue.pull),
    };
  },
  updatePullRequest: (
    {
      input,
    }: {
      input: Common & {
        pullRequestId: string;
        title?: string | null;
        body?: string | null;
        state?: string | null;
      };
    },
    context: GraphQLContext,
  ) => {
    requirePermission(context, 'pull_requests', 'write');
    const { repo, issue, pull } = find(context, input.pullRequestId);
    issue.title = input.title ?? issue.title;
    issue.body = input.body ?? issue.body;
    if (input.state != null) setState(context, issue, input.state === 'OPEN' ? 'open' : 'closed');
    return {
      clientMutationId: input.clientMutationId ?? null,
      pullRequest: pullNode(context, repo, issue, pull),
    };
  },
  closePullRequest: (
    { input }: { input: Common & { pullRequestId: string } },
    context: GraphQLContext,
  ) => {
    requirePermission(context, 'pull_requests', 'write');
    const { repo, issue, pull } = find(context, input.pullRequestId);
    setState(context, issue, 'closed');
    return {
      clientMutationId: input.clientMutationId ?? null,
      pullRequest: pullNode(context, repo, issue, pull),
    };
  },
};
