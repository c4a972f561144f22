import {
  isList,
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../../protocol/property-value';
import { type GitHubApi } from '../api';
import { drifted, type Inputs, type ResourceType, text } from '../resource-type';

/**
 * Classic protection of one branch, through the REST endpoint. The published provider's `BranchProtection` uses GraphQL
 * and takes patterns; the stand-in takes names of branches only.
 *
 * https://docs.github.com/en/rest/branches/branch-protection
 */
function protectionType(keys: {
  readonly repository: string;
  readonly branch: string;
  readonly body: (inputs: Inputs) => PropertyMap;
  readonly observed: (answer: PropertyMap, inputs: Inputs) => PropertyMap;
}): ResourceType {
  const path = (api: GitHubApi, inputs: Inputs): string => {
    const branch = text(inputs, keys.branch);
    if (/[*?[\]]/.test(branch)) {
      throw new Error(
        `the embedded host protects branches by name, not by pattern: ${branch}; use a ruleset, or the Pulumi engine`,
      );
    }
    const repository = encodeURIComponent(text(inputs, keys.repository));
    return `/repos/${encodeURIComponent(api.owner)}/${repository}/branches/${encodeURIComponent(branch)}/protection`;
  };
  const id = (inputs: Inputs): string =>
    `${text(inputs, keys.repository)}:${text(inputs, keys.branch)}`;
  return {
    replaceKeys: [keys.repository, keys.branch],
    write: async (api, inputs) => ({
      id: id(inputs),
      answer: await api.request('PUT', path(api, inputs), keys.body(inputs)),
    }),
    find: async (api, inputs) => {
      const answer = await api.find(path(api, inputs));
      return answer === undefined ? undefined : { id: id(inputs), answer };
    },
    remove: (api, inputs) => api.remove(path(api, inputs)),
    outputs: () => ({}),
    observed: keys.observed,
  };
}

const flag = (inputs: Inputs, key: string): boolean => inputs[key] === true;

/** The provider wraps single settings in lists or not, depending on the type. */
const first = (value: PropertyValue | undefined): PropertyMap | undefined => {
  const item = isList(value) ? value[0] : value;
  return isObject(item) ? item : undefined;
};

export const branchProtection: ResourceType = protectionType({
  repository: 'repositoryId',
  branch: 'pattern',
  body: (inputs) => {
    const checks = first(inputs['requiredStatusChecks']);
    const reviews = first(inputs['requiredPullRequestReviews']);
    const pushes = first(inputs['restrictPushes']);
    return {
      required_status_checks:
        checks === undefined
          ? null
          : {
              strict: checks['strict'] === true,
              contexts: checks['contexts'] ?? [],
            },
      enforce_admins: flag(inputs, 'enforceAdmins'),
      required_pull_request_reviews: reviews === undefined ? null : reviewsBody(reviews),
      restrictions: pushes === undefined ? null : { users: [], teams: [], apps: [] },
      required_linear_history: flag(inputs, 'requiredLinearHistory'),
      allow_force_pushes: flag(inputs, 'allowsForcePushes'),
      allow_deletions: flag(inputs, 'allowsDeletions'),
      block_creations: pushes?.['blocksCreations'] === true,
      required_conversation_resolution: flag(inputs, 'requireConversationResolution'),
      lock_branch: flag(inputs, 'lockBranch'),
    };
  },
  observed: (answer, inputs) => ({
    ...inputs,
    ...observedFlags(answer, inputs, {
      enforceAdmins: 'enforce_admins',
      requiredLinearHistory: 'required_linear_history',
      allowsForcePushes: 'allow_force_pushes',
      allowsDeletions: 'allow_deletions',
      requireConversationResolution: 'required_conversation_resolution',
      lockBranch: 'lock_branch',
    }),
    ...observedBlocks(answer, inputs, true),
  }),
});

export const branchProtectionV3: ResourceType = protectionType({
  repository: 'repository',
  branch: 'branch',
  body: (inputs) => {
    const checks = first(inputs['requiredStatusChecks']);
    const reviews = first(inputs['requiredPullRequestReviews']);
    const restrictions = first(inputs['restrictions']);
    return {
      required_status_checks:
        checks === undefined
          ? null
          : {
              strict: checks['strict'] === true,
              checks: [
                ...listOf(checks['checks']).map(checkBody),
                ...listOf(checks['contexts']).map((context) => ({ context })),
              ],
            },
      enforce_admins: flag(inputs, 'enforceAdmins'),
      required_pull_request_reviews: reviews === undefined ? null : reviewsBody(reviews),
      restrictions:
        restrictions === undefined
          ? null
          : {
              users: restrictions['users'] ?? [],
              teams: restrictions['teams'] ?? [],
              apps: restrictions['apps'] ?? [],
            },
      required_conversation_resolution: flag(inputs, 'requireConversationResolution'),
    };
  },
  observed: (answer, inputs) => ({
    ...inputs,
    ...observedFlags(answer, inputs, {
      enforceAdmins: 'enforce_admins',
      requireConversationResolution: 'required_conversation_resolution',
    }),
    ...observedBlocks(answer, inputs, false),
  }),
});

const listOf = (value: PropertyValue | undefined): readonly PropertyValue[] =>
  isList(value) ? value : [];

/** `context:app_id`, or just `context`. */
function checkBody(check: PropertyValue): PropertyMap {
  const [, context, app] = /^(.*?)(?::(\d+))?$/.exec(String(check)) ?? [];
  return { context: context ?? '', ...(app === undefined ? {} : { app_id: Number(app) }) };
}

function reviewsBody(reviews: PropertyMap): PropertyMap {
  return {
    dismiss_stale_reviews: reviews['dismissStaleReviews'] === true,
    require_code_owner_reviews: reviews['requireCodeOwnerReviews'] === true,
    required_approving_review_count: reviews['requiredApprovingReviewCount'] ?? 1,
    require_last_push_approval: reviews['requireLastPushApproval'] === true,
  };
}

function observedFlags(
  answer: PropertyMap,
  inputs: Inputs,
  names: Readonly<Record<string, string>>,
): PropertyMap {
  const found: Record<string, PropertyValue> = {};
  for (const [key, apiKey] of Object.entries(names)) {
    const setting = answer[apiKey];
    const enabled = isObject(setting) ? setting['enabled'] === true : setting === true;
    if (enabled !== flag(inputs, key)) found[key] = enabled;
  }
  return found;
}

function observedBlocks(answer: PropertyMap, inputs: Inputs, wrapped: boolean): PropertyMap {
  const wrap = (value: PropertyMap): PropertyValue => (wrapped ? [value] : value);
  const found: Record<string, PropertyValue> = {};
  const checks = first(inputs['requiredStatusChecks']);
  const answered = answer['required_status_checks'];
  const wantedContexts = [
    ...listOf(checks?.['contexts']),
    ...listOf(checks?.['checks']).map((check) => checkBody(check)['context'] ?? ''),
  ];
  if (checks !== undefined || isObject(answered)) {
    const contexts = isObject(answered) ? listOf(answered['contexts']) : [];
    const same =
      checks !== undefined &&
      isObject(answered) &&
      (answered['strict'] === true) === (checks['strict'] === true) &&
      contexts.length === wantedContexts.length &&
      wantedContexts.every((context) => contexts.includes(context));
    if (!same) {
      found['requiredStatusChecks'] = wrap({
        strict: isObject(answered) && answered['strict'] === true,
        contexts,
      });
    }
  }
  const reviews = first(inputs['requiredPullRequestReviews']);
  const reviewsFound = answer['required_pull_request_reviews'];
  if (reviews !== undefined) {
    const kept = drifted(reviewsBody(reviews), reviewsFound);
    if (isObject(kept) && kept['dismiss_stale_reviews'] === undefined) {
      found['requiredPullRequestReviews'] = wrap({});
    } else if (isObject(reviewsFound) && kept === reviewsFound) {
      found['requiredPullRequestReviews'] = wrap({
        dismissStaleReviews: reviewsFound['dismiss_stale_reviews'] ?? false,
        requireCodeOwnerReviews: reviewsFound['require_code_owner_reviews'] ?? false,
        requiredApprovingReviewCount: reviewsFound['required_approving_review_count'] ?? 0,
        requireLastPushApproval: reviewsFound['require_last_push_approval'] ?? false,
      });
    } else if (!isObject(reviewsFound)) found['requiredPullRequestReviews'] = wrap({});
  }
  return found;
}
