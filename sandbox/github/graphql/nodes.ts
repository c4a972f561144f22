import { accountNodeId } from '../render/account';
import { repoWeb } from '../render/links';
import { repositoryNodeId } from '../render/repository';
import { protectionFor } from '../rules';
import type { Account, Issue, Protection, PullRequest, RepositoryState } from '../state';
import { connection, type PageArguments } from './connection';
import type { GraphQLContext } from './context';
import { gitObject, type Place } from './objects';

type Node = Record<string, unknown>;

export const protectionNodeId = (rule: Protection): string => `BPR_${rule.id}`;

const refNodeId = (repo: RepositoryState, ref: string): string =>
  `REF_${repo.id}_${Buffer.from(ref).toString('base64url')}`;

export function placeOf(context: GraphQLContext, repo: RepositoryState): Place {
  return { context, repo, git: context.world.git(repo) };
}

export function accountNode(context: GraphQLContext, account: Account): Node {
  return {
    __typename: account.type,
    id: accountNodeId(account),
    databaseId: account.id,
    login: account.login,
    name: account.login,
    url: `${context.links.web}/${account.login}`,
  };
}

export function repositoryNode(context: GraphQLContext, repo: RepositoryState): Node {
  const place = placeOf(context, repo);
  const isPrivate = repo.settings.private === true;
  return {
    __typename: 'Repository',
    id: repositoryNodeId(repo),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: `${repo.owner}/${repo.name}`,
    owner: () => accountNode(context, context.world.account(repo.owner)),
    url: repoWeb(context.links, repo),
    isPrivate,
    isArchived: repo.settings.archived === true,
    visibility: isPrivate ? 'PRIVATE' : 'PUBLIC',
    viewerPermission: context.actor.role.toUpperCase(),
    createdAt: repo.createdAt,
    pushedAt: repo.pushedAt,
    updatedAt: repo.updatedAt,
    defaultBranchRef: () => refNode(place, `refs/heads/${repo.defaultBranch}`),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      refNode(
        place,
        qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`,
      ),
    object: ({ expression, oid }: { expression?: string | null; oid?: string | null }) =>
      gitObject(place, oid ?? expression ?? 'HEAD'),
    branchProtectionRules: (args: PageArguments) =>
      connection(repo.protections, args, (rule) => protectionNode(context, repo, rule)),
    pullRequest: ({ number }: { number: number }) => {
      const issue = repo.issues.find((one) => one.number === number);
      return issue?.pull === undefined ? null : pullNode(context, repo, issue, issue.pull);
    },
    pullRequests: (
      args: PageArguments & {
        states?: string[] | null;
        headRefName?: string | null;
        baseRefName?: string | null;
      },
    ) => {
      const pulls = repo.issues
        .flatMap((issue) => (issue.pull === undefined ? [] : [{ issue, pull: issue.pull }]))
        .filter(
          ({ issue, pull }) => args.states == null || args.states.includes(stateOf(issue, pull)),
        )
        .filter(({ pull }) => args.headRefName == null || pull.headRef === args.headRefName)
        .filter(({ pull }) => args.baseRefName == null || pull.baseRef === args.baseRefName);
      return connection(pulls, args, ({ issue, pull }) => pullNode(context, repo, issue, pull));
    },
  };
}

export async function refNode(place: Place, ref: string): Promise<Node | null> {
  const oid = await place.git.resolve(ref);
  if (oid === undefined) return null;
  const prefix = /^refs\/(heads|tags|pull)\//.exec(ref)?.[0] ?? 'refs/';
  const name = ref.slice(prefix.length);
  const rule = protectionFor(place.repo, name);
  return {
    __typename: 'Ref',
    id: refNodeId(place.repo, ref),
    name,
    prefix,
    repository: () => repositoryNode(place.context, place.repo),
    target: () => gitObject(place, oid),
    branchProtectionRule:
      rule === undefined ? null : protectionNode(place.context, place.repo, rule),
  };
}

const stateOf = (issue: Issue, pull: PullRequest): string =>
  pull.mergedAt === null ? issue.state.toUpperCase() : 'MERGED';

export function pullNode(
  context: GraphQLContext,
  repo: RepositoryState,
  issue: Issue,
  pull: PullRequest,
): Node {
  return {
    __typename: 'PullRequest',
    id: `PR_${issue.id}`,
    databaseId: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    state: stateOf(issue, pull),
    closed: issue.state === 'closed',
    merged: pull.mergedAt !== null,
    isDraft: pull.draft,
    url: `${repoWeb(context.links, repo)}/pull/${issue.number}`,
    author: () => accountNode(context, context.world.account(issue.author)),
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    repository: () => repositoryNode(context, repo),
  };
}

/** An actor of a protection's allowances, by the node id it was named with. */
function actorNode(context: GraphQLContext, id: string): Node {
  const account = context.world.accounts().find((one) => accountNodeId(one) === id);
  if (account !== undefined) return accountNode(context, account);
  const app = /^A_(\d+)$/.exec(id);
  if (app !== null) {
    const slug = context.world.appSlug(Number(app[1]));
    return { __typename: 'App', id, name: slug, slug };
  }
  return { __typename: 'Team', id, name: id, slug: id };
}

export function protectionNode(
  context: GraphQLContext,
  repo: RepositoryState,
  rule: Protection,
): Node {
  const { requiredStatusChecks, ...fields } = rule;
  const allowances = (ids: readonly string[]) => (args: PageArguments) =>
    connection(ids, args, (id) => ({ id: `ALW_${rule.id}_${id}`, actor: actorNode(context, id) }));
  return {
    ...fields,
    __typename: 'BranchProtectionRule',
    id: protectionNodeId(rule),
    databaseId: rule.id,
    repository: () => repositoryNode(context, repo),
    requiredStatusCheckContexts: requiredStatusChecks.map((check) => check.context),
    requiredStatusChecks: requiredStatusChecks.map(({ context: name, appId }) => ({
      context: name,
      app: appId === null ? null : actorNode(context, `A_${appId}`),
    })),
    requiresDeployments: false,
    requiredDeploymentEnvironments: [],
    pushAllowances: allowances(rule.pushActorIds),
    reviewDismissalAllowances: allowances(rule.reviewDismissalActorIds),
    bypassForcePushAllowances: allowances(rule.bypassForcePushActorIds),
    bypassPullRequestAllowances: allowances(rule.bypassPullRequestActorIds),
  };
}
