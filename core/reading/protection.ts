import { globMatches } from './protection-pattern';
import {
  listProp,
  prop,
  repositoryOf,
  textProp,
  textsProp,
  type ResourceView,
} from './resource-view';
import { githubTypes } from '../kernel/resource-types';

/**
 * What a branch protection of any kind says, in one form. Each field is read when it is asked for, so that one that is
 * unknown in a preview does not hide the others; reading that one throws, see {@link isUnknownError}.
 */
export interface Protection {
  readonly resource: ResourceView;
  readonly kind: 'classic' | 'ruleset';
  /** The property that the required checks are in. */
  readonly checksProperty: string;
  /** Undefined for a ruleset of the organization. */
  readonly repository: string | undefined;
  readonly active: boolean;
  readonly contexts: readonly string[];
  readonly mergeQueue: boolean;
  readonly reviews: number | undefined;
  readonly forcePushes: boolean;
  readonly deletions: boolean;
  /** Whether nobody may push to it, or merge into it, but whom the rules do not bind. */
  readonly locked: boolean;
  /** Whom the rules do not bind, in words. */
  readonly bypass: readonly string[];
  /**
   * Whether it is about a branch.
   *
   * @param isDefault whether that is the default branch; it may throw where that is not known.
   */
  covers(branch: string, isDefault: () => boolean): boolean;
  /** Whether a ruleset of the organization is about a repository; others are about their own. */
  includes(repository: string): boolean;
}

export const PROTECTION_TYPES: readonly string[] = [
  githubTypes.BranchProtection,
  githubTypes.BranchProtectionV3,
  githubTypes.RepositoryRuleset,
  githubTypes.OrganizationRuleset,
];

/** Reads a protection resource; undefined for any other type. */
export function protectionOf(resource: ResourceView): Protection | undefined {
  switch (resource.type) {
    case githubTypes.BranchProtection:
      return classic(resource);
    case githubTypes.BranchProtectionV3:
      return classicV3(resource);
    case githubTypes.RepositoryRuleset:
    case githubTypes.OrganizationRuleset:
      return textProp(resource.props, 'target') === 'branch' ? ruleset(resource) : undefined;
    default:
      return undefined;
  }
}

function classic(resource: ResourceView): Protection {
  const { props } = resource;
  const reviews = (): readonly unknown[] => listProp(props, 'requiredPullRequestReviews');
  return {
    resource,
    kind: 'classic',
    checksProperty: 'requiredStatusChecks',
    get repository() {
      return repositoryOf(resource);
    },
    active: true,
    get contexts() {
      return listProp(props, 'requiredStatusChecks').flatMap((item) => textsProp(item, 'contexts'));
    },
    mergeQueue: false,
    get reviews() {
      return approvals(reviews());
    },
    get forcePushes() {
      return props['allowsForcePushes'] === true;
    },
    get deletions() {
      return props['allowsDeletions'] === true;
    },
    get locked() {
      return props['lockBranch'] === true;
    },
    get bypass() {
      return [
        ...(props['enforceAdmins'] === true ? [] : ['administrators']),
        ...reviews().flatMap((item) => textsProp(item, 'pullRequestBypassers')),
      ];
    },
    covers: (branch) => globMatches(textProp(props, 'pattern') ?? '', branch),
    includes: () => true,
  };
}

function classicV3(resource: ResourceView): Protection {
  const { props } = resource;
  return {
    resource,
    kind: 'classic',
    checksProperty: 'requiredStatusChecks',
    get repository() {
      return repositoryOf(resource);
    },
    active: true,
    // The older list of contexts, and `context:app-id` in the newer one.
    get contexts() {
      return listProp(props, 'requiredStatusChecks').flatMap((item) => [
        ...textsProp(item, 'contexts'),
        ...textsProp(item, 'checks').map((check) => check.replace(/:-?\d+$/, '')),
      ]);
    },
    mergeQueue: false,
    get reviews() {
      return approvals(listProp(props, 'requiredPullRequestReviews'));
    },
    forcePushes: false,
    deletions: false,
    locked: false,
    get bypass() {
      return props['enforceAdmins'] === true ? [] : ['administrators'];
    },
    covers: (branch) => textProp(props, 'branch') === branch,
    includes: () => true,
  };
}

function ruleset(resource: ResourceView): Protection {
  const { props } = resource;
  const matches = (pattern: string, branch: string, isDefault: () => boolean): boolean => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return isDefault();
    return globMatches(pattern.replace(/^refs\/heads\//, ''), branch);
  };
  const names = (side: string): readonly string[] =>
    listProp(props, 'conditions', 'repositoryName').flatMap((item) => textsProp(item, side));
  return {
    resource,
    kind: 'ruleset',
    checksProperty: 'rules',
    get repository() {
      return repositoryOf(resource);
    },
    get active() {
      return textProp(props, 'enforcement') === 'active';
    },
    get contexts() {
      return listProp(props, 'rules', 'requiredStatusChecks')
        .flatMap((item) => listProp(item, 'requiredChecks'))
        .flatMap((item) => textProp(item, 'context') ?? []);
    },
    get mergeQueue() {
      return listProp(props, 'rules', 'mergeQueue').length > 0;
    },
    get reviews() {
      return approvals(listProp(props, 'rules', 'pullRequest'));
    },
    get forcePushes() {
      return prop(props, 'rules', 'nonFastForward') !== true;
    },
    get deletions() {
      return prop(props, 'rules', 'deletion') !== true;
    },
    get locked() {
      return prop(props, 'rules', 'update') === true;
    },
    get bypass() {
      return listProp(props, 'bypassActors')
        .filter((item) => textProp(item, 'bypassMode') !== 'pull_request')
        .map(actorName);
    },
    covers: (branch, isDefault) =>
      textsProp(props, 'conditions', 'refName', 'includes').some((pattern) =>
        matches(pattern, branch, isDefault),
      ) &&
      !textsProp(props, 'conditions', 'refName', 'excludes').some((pattern) =>
        matches(pattern, branch, isDefault),
      ),
    includes: (repository) => {
      const name = repository.split('/').at(-1) ?? '';
      const isNamed = (pattern: string): boolean =>
        pattern === '~ALL' || globMatches(pattern, name);
      // Without names it selects by ids or properties, which are not known here.
      const included = names('includes');
      return (included.length === 0 || included.some(isNamed)) && !names('excludes').some(isNamed);
    },
  };
}

/** Approving reviews that are required; undefined where no review is. */
function approvals(reviews: readonly unknown[]): number | undefined {
  if (reviews.length === 0) return undefined;
  const count = prop(reviews[0], 'requiredApprovingReviewCount');
  return typeof count === 'number' ? count : 0;
}

function actorName(actor: unknown): string {
  const id = prop(actor, 'actorId');
  const type = textProp(actor, 'actorType') ?? 'actor';
  return typeof id === 'number' || typeof id === 'string' ? `${type} ${id}` : type;
}
