import type { Protection, RepositoryState } from '../state';
import { repoApi, type Links } from './links';

/** REST's form of a classic rule (`protected-branch`), and the checks that other answers repeat. */
export function restProtection(
  links: Links,
  repo: RepositoryState,
  rule: Protection,
): {
  readonly body: Record<string, unknown>;
  readonly checks: readonly Record<string, unknown>[];
  readonly statusChecks: Record<string, unknown>;
  readonly reviews: Record<string, unknown>;
  readonly admins: Record<string, unknown>;
} {
  const url = `${repoApi(links, repo)}/branches/${encodeURIComponent(rule.pattern)}/protection`;
  const checks = rule.requiredStatusChecks.map(({ context, appId }) => ({
    context,
    app_id: appId,
  }));
  const statusChecks = {
    url: `${url}/required_status_checks`,
    strict: rule.requiresStrictStatusChecks,
    contexts: checks.map((check) => check.context),
    contexts_url: `${url}/required_status_checks/contexts`,
    checks,
  };
  const reviews = {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: rule.dismissesStaleReviews,
    require_code_owner_reviews: rule.requiresCodeOwnerReviews,
    require_last_push_approval: rule.requireLastPushApproval,
    required_approving_review_count: rule.requiredApprovingReviewCount,
  };
  const admins = { url: `${url}/enforce_admins`, enabled: rule.isAdminEnforced };
  const flag = (enabled: boolean): { enabled: boolean } => ({ enabled });
  return {
    checks,
    statusChecks,
    reviews,
    admins,
    body: {
      url,
      ...(rule.requiresStatusChecks ? { required_status_checks: statusChecks } : {}),
      ...(rule.requiresApprovingReviews ? { required_pull_request_reviews: reviews } : {}),
      enforce_admins: admins,
      required_signatures: {
        url: `${url}/required_signatures`,
        enabled: rule.requiresCommitSignatures,
      },
      required_linear_history: flag(rule.requiresLinearHistory),
      allow_force_pushes: flag(rule.allowsForcePushes),
      allow_deletions: flag(rule.allowsDeletions),
      block_creations: flag(rule.blocksCreations),
      required_conversation_resolution: flag(rule.requiresConversationResolution),
      lock_branch: flag(rule.lockBranch),
      allow_fork_syncing: flag(rule.lockAllowsFetchAndMerge),
    },
  };
}
