import type { Protection } from './state';

/** A classic rule with nothing switched on, as GitHub makes it. */
export function newProtection(id: number, pattern: string): Protection {
  return {
    id,
    pattern,
    allowsDeletions: false,
    allowsForcePushes: false,
    blocksCreations: false,
    dismissesStaleReviews: false,
    isAdminEnforced: false,
    lockAllowsFetchAndMerge: false,
    lockBranch: false,
    requireLastPushApproval: false,
    requiredApprovingReviewCount: 0,
    requiredStatusChecks: [],
    requiresApprovingReviews: false,
    requiresCodeOwnerReviews: false,
    requiresCommitSignatures: false,
    requiresConversationResolution: false,
    requiresLinearHistory: false,
    requiresStatusChecks: false,
    requiresStrictStatusChecks: false,
    restrictsPushes: false,
    restrictsReviewDismissals: false,
    pushActorIds: [],
    bypassForcePushActorIds: [],
    bypassPullRequestActorIds: [],
    reviewDismissalActorIds: [],
  };
}
