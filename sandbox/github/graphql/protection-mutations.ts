import { newProtection } from '../protection';
import { repositoryNodeId } from '../render/repository';
import type { Protection, RepositoryState } from '../state';
import {
  requirePermission,
  TypedError,
  unresolved,
  visibleRepositories,
  type GraphQLContext,
} from './context';
import { protectionNode, protectionNodeId } from './nodes';

type Input = Readonly<Record<string, unknown>> & { readonly clientMutationId?: string | null };

const flags = [
  'allowsDeletions',
  'allowsForcePushes',
  'blocksCreations',
  'dismissesStaleReviews',
  'isAdminEnforced',
  'lockAllowsFetchAndMerge',
  'lockBranch',
  'requireLastPushApproval',
  'requiresApprovingReviews',
  'requiresCodeOwnerReviews',
  'requiresCommitSignatures',
  'requiresConversationResolution',
  'requiresLinearHistory',
  'requiresStatusChecks',
  'requiresStrictStatusChecks',
  'restrictsPushes',
  'restrictsReviewDismissals',
] as const satisfies readonly (keyof Protection)[];

const actorLists = {
  pushActorIds: 'pushActorIds',
  reviewDismissalActorIds: 'reviewDismissalActorIds',
  bypassForcePushActorIds: 'bypassForcePushActorIds',
  bypassPullRequestActorIds: 'bypassPullRequestActorIds',
} as const;

/** Inputs spell actors' ids `…ActorIds`; absent and null fields stay as they are. */
function apply(rule: Protection, input: Input): void {
  for (const flag of flags) {
    const value = input[flag];
    if (typeof value === 'boolean') rule[flag] = value;
  }
  for (const list of Object.values(actorLists)) {
    const value = input[list];
    if (Array.isArray(value)) rule[list] = value.map(String);
  }
  if (typeof input.pattern === 'string') rule.pattern = input.pattern;
  if (typeof input.requiredApprovingReviewCount === 'number')
    rule.requiredApprovingReviewCount = input.requiredApprovingReviewCount;
  if (Array.isArray(input.requiredStatusCheckContexts))
    rule.requiredStatusChecks = input.requiredStatusCheckContexts.map((context) => ({
      context: String(context),
      appId: null,
    }));
  if (Array.isArray(input.requiredStatusChecks))
    rule.requiredStatusChecks = (
      input.requiredStatusChecks as { context: string; appId?: string | null }[]
    ).map(({ context, appId }) => ({
      context,
      appId: appId == null || appId === 'any' ? null : Number(appId.replace(/^A_/, '')),
    }));
}

function refuseTwins(repo: RepositoryState, pattern: string, own?: Protection): void {
  if (repo.protections.some((rule) => rule !== own && rule.pattern === pattern))
    throw new TypedError('UNPROCESSABLE', 'Name already protected: ' + pattern);
}

function find(context: GraphQLContext, id: string): { repo: RepositoryState; rule: Protection } {
  for (const repo of visibleRepositories(context)) {
    const rule = repo.protections.find((one) => protectionNodeId(one) === id);
    if (rule !== undefined) return { repo, rule };
  }
  throw unresolved(id);
}

const answer = (
  context: GraphQLContext,
  input: Input,
  found: { repo: RepositoryState; rule: Protection },
): Record<string, unknown> => ({
  clientMutationId: input.clientMutationId ?? null,
  branchProtectionRule: protectionNode(context, found.repo, found.rule),
});

/** Classic branch protection. https://docs.github.com/en/graphql/reference/mutations#createbranchprotectionrule */
export const protectionMutations = {
  createBranchProtectionRule: ({ input }: { input: Input }, context: GraphQLContext) => {
    requirePermission(context, 'administration', 'write');
    const id = String(input.repositoryId);
    const repo = visibleRepositories(context).find((one) => repositoryNodeId(one) === id);
    if (repo === undefined) throw unresolved(id);
    const pattern = String(input.pattern);
    refuseTwins(repo, pattern);
    const rule = newProtection(context.world.nextId(), pattern);
    apply(rule, input);
    repo.protections.push(rule);
    return answer(context, input, { repo, rule });
  },
  updateBranchProtectionRule: ({ input }: { input: Input }, context: GraphQLContext) => {
    requirePermission(context, 'administration', 'write');
    const found = find(context, String(input.branchProtectionRuleId));
    if (typeof input.pattern === 'string') refuseTwins(found.repo, input.pattern, found.rule);
    apply(found.rule, input);
    return answer(context, input, found);
  },
  deleteBranchProtectionRule: ({ input }: { input: Input }, context: GraphQLContext) => {
    requirePermission(context, 'administration', 'write');
    const { repo, rule } = find(context, String(input.branchProtectionRuleId));
    repo.protections.splice(repo.protections.indexOf(rule), 1);
    return { clientMutationId: input.clientMutationId ?? null };
  },
};
