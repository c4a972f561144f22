import { globMatches } from './contexts';
import { listProp, prop, repositoryOf, textProp, type ResourceView } from './resource-view';

/** What a branch protection of any kind says, in one form. */
export interface Protection {
  readonly resource: ResourceView;
  readonly kind: 'classic' | 'ruleset';
  /** Undefined for a ruleset of the organization. */
  readonly repository: string | undefined;
  readonly active: boolean;
  readonly contexts: readonly string[];
  readonly mergeQueue: boolean;
  readonly reviews: number | undefined;
  readonly forcePushes: boolean;
  readonly deletions: boolean;
  /** Whom the rules do not bind, in words. */
  readonly bypass: readonly string[];
  covers(branch: string): boolean;
}

export const PROTECTION_TYPES: readonly string[] = [
  'github:index/branchProtection:BranchProtection',
  'github:index/branchProtectionV3:BranchProtectionV3',
  'github:index/repositoryRuleset:RepositoryRuleset',
  'github:index/organizationRuleset:OrganizationRuleset',
];

/** Reads a protection resource; undefined for any other type. */
export function protectionOf(resource: ResourceView): Protection | undefined {
  switch (resource.type) {
    case 'github:index/branchProtection:BranchProtection':
      return classic(resource, textProp(resource.props, 'pattern') ?? '');
    case 'github:index/branchProtectionV3:BranchProtectionV3':
      return classicV3(resource, textProp(resource.props, 'branch') ?? '');
    case 'github:index/repositoryRuleset:RepositoryRuleset':
    case 'github:index/organizationRuleset:OrganizationRuleset':
      return textProp(resource.props, 'target') === 'branch' ? ruleset(resource) : undefined;
    default:
      return undefined;
  }
}

function classic(resource: ResourceView, pattern: string): Protection {
  const { props } = resource;
  const checks = listProp(props, 'requiredStatusChecks');
  const reviews = listProp(props, 'requiredPullRequestReviews');
  return {
    resource,
    kind: 'classic',
    repository: repositoryOf(resource),
    active: true,
    contexts: checks.flatMap((item) => strings(listProp(item, 'contexts'))),
    mergeQueue: false,
    reviews: reviews.length === 0 ? undefined : approvals(reviews[0]),
    forcePushes: props['allowsForcePushes'] === true,
    deletions: props['allowsDeletions'] === true,
    bypass: [
      ...(props['enforceAdmins'] === true ? [] : ['administrators']),
      ...reviews.flatMap((item) => strings(listProp(item, 'pullRequestBypassers'))),
    ],
    covers: (branch) => globMatches(pattern, branch),
  };
}

function classicV3(resource: ResourceView, name: string): Protection {
  const { props } = resource;
  const checks = listProp(props, 'requiredStatusChecks');
  const reviews = listProp(props, 'requiredPullRequestReviews');
  return {
    resource,
    kind: 'classic',
    repository: repositoryOf(resource),
    active: true,
    // The older list of contexts, and `context:app-id` in the newer one.
    contexts: checks.flatMap((item) => [
      ...strings(listProp(item, 'contexts')),
      ...strings(listProp(item, 'checks')).map((check) => check.replace(/:-?\d+$/, '')),
    ]),
    mergeQueue: false,
    reviews: reviews.length === 0 ? undefined : approvals(reviews[0]),
    forcePushes: false,
    deletions: false,
    bypass: props['enforceAdmins'] === true ? [] : ['administrators'],
    covers: (branch) => name === branch,
  };
}

function ruleset(resource: ResourceView): Protection {
  const { props } = resource;
  const rules = prop(props, 'rules');
  const pullRequest = listProp(rules, 'pullRequest');
  const include = strings(listProp(props, 'conditions', 'refName', 'includes'));
  const exclude = strings(listProp(props, 'conditions', 'refName', 'excludes'));
  const matches = (pattern: string, branch: string): boolean =>
    pattern === '~ALL' ||
    pattern === '~DEFAULT_BRANCH' ||
    globMatches(pattern.replace(/^refs\/heads\//, ''), branch);
  return {
    resource,
    kind: 'ruleset',
    repository: repositoryOf(resource),
    active: textProp(props, 'enforcement') === 'active',
    contexts: listProp(rules, 'requiredStatusChecks')
      .flatMap((item) => listProp(item, 'requiredChecks'))
      .flatMap((item) => textProp(item, 'context') ?? []),
    mergeQueue: listProp(rules, 'mergeQueue').length > 0,
    reviews: pullRequest.length === 0 ? undefined : approvals(pullRequest[0]),
    forcePushes: prop(rules, 'nonFastForward') !== true,
    deletions: prop(rules, 'deletion') !== true,
    bypass: listProp(props, 'bypassActors')
      .filter((item) => textProp(item, 'bypassMode') !== 'pull_request')
      .map(actorName),
    covers: (branch) =>
      include.some((pattern) => matches(pattern, branch)) &&
      !exclude.some((pattern) => matches(pattern, branch)),
  };
}

function approvals(reviews: unknown): number {
  const count = prop(reviews, 'requiredApprovingReviewCount');
  return typeof count === 'number' ? count : 0;
}

function strings(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

function actorName(actor: unknown): string {
  const id = prop(actor, 'actorId');
  const type = textProp(actor, 'actorType') ?? 'actor';
  return typeof id === 'number' || typeof id === 'string' ? `${type} ${id}` : type;
}
