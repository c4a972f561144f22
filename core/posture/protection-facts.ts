import { type EffectiveRule, numberAt, requiredContexts } from '../merging/effective-rule';
import { type ProtectionFacts } from './facts';

/** Classic protection in what no rule of a ruleset says. */
export interface ClassicSwitches {
  readonly blocksDeletion: boolean;
  readonly blocksForcePushes: boolean;
  readonly bindsAdministrators: boolean;
  readonly dismissesStale: boolean;
  readonly lastPushApproval: boolean;
}

/**
 * How a branch is protected by all its rules together.
 *
 * @param canBypass of each ruleset whether anyone may bypass it; undefined where GitHub does not show it.
 */
export function protectionFacts(
  rules: readonly EffectiveRule[],
  canBypass: readonly (boolean | undefined)[],
  classic: ClassicSwitches | undefined,
): ProtectionFacts {
  const has = (type: string): boolean => rules.some((rule) => rule.type === type);
  const says = (type: string, key: string): boolean =>
    rules.some((rule) => rule.type === type && rule.parameters[key] === true);
  const approvals = rules
    .filter(({ type }) => type === 'pull_request')
    .map((rule) => numberAt(rule, 'required_approving_review_count'));
  const bypasses = [...canBypass, ...(classic === undefined ? [] : [!classic.bindsAdministrators])];
  return {
    blocksDeletion: has('deletion') || classic?.blocksDeletion === true,
    blocksForcePushes: has('non_fast_forward') || classic?.blocksForcePushes === true,
    requiresPullRequest: has('pull_request'),
    approvals: Math.max(0, ...approvals),
    codeOwnerReview: says('pull_request', 'require_code_owner_review'),
    requiresChecks: rules.some((rule) => requiredContexts(rule).length > 0),
    upToDate: says('required_status_checks', 'strict_required_status_checks_policy'),
    dismissesStale:
      says('pull_request', 'dismiss_stale_reviews_on_push') || classic?.dismissesStale === true,
    lastPushApproval:
      says('pull_request', 'require_last_push_approval') || classic?.lastPushApproval === true,
    bindsEveryone: bypasses.includes(true)
      ? false
      : bypasses.includes(undefined)
        ? undefined
        : bypasses.length > 0,
  };
}
