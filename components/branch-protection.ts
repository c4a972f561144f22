import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { retainOption } from './retain-option';

/** Arguments of {@link BranchProtection}. */
export interface BranchProtectionArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Long-lived branches to protect, the default branch first. */
  readonly branches: readonly [string, ...string[]];
  /**
   * `ruleset`: one repository ruleset, which names the app each check must come from.
   * `classic`: one classic rule per branch, for plans and servers without rulesets.
   */
  readonly kind: 'ruleset' | 'classic';
  /**
   * Check contexts a pull request needs, derived from the workflows by `requiredChecks`. Until they are known to be
   * produced on the default branch this is an empty list, so that no pull request waits for a check no one reports.
   */
  readonly requiredChecks: pulumi.Input<readonly string[]>;
  /** Approving reviews a pull request needs, 0 to 6. */
  readonly approvals: number;
  readonly codeOwnerReview: boolean;
  /** The branch must be up to date before merging. */
  readonly strict: boolean;
  readonly signedCommits: boolean;
  readonly linearHistory: boolean;
  readonly conversationResolution: boolean;
  /** Merge through a queue; rulesets only. */
  readonly mergeQueue: boolean;
  /** Ids of GitHub Apps that may bypass the ruleset, such as the one Gatehouse itself acts as; rulesets only. */
  readonly bypassApps: readonly number[];
}

/**
 * Protects a repository's long-lived branches: no deletion, no force-push, changes by reviewed pull requests only, and
 * the pipeline's checks required from GitHub Actions and no other app.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export class BranchProtection extends pulumi.ComponentResource {
  /** Names of the protected branches. */
  readonly branches: pulumi.Output<string[]>;

  constructor(name: string, args: BranchProtectionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, branches, kind, requiredChecks } = args;
    super(
      'gatehouse:github:BranchProtection',
      name,
      { repository, branches, kind, requiredChecks },
      opts,
    );
    const child = { parent: this, ...retainOption(opts) };
    if (kind === 'ruleset') {
      new github.RepositoryRuleset(`${name}-ruleset`, rulesetArgs(args), child);
    } else {
      for (const branch of branches) {
        new github.BranchProtection(`${name}-${branch}`, classicArgs(args, branch), child);
      }
    }
    this.branches = pulumi.output([...branches]);
    this.registerOutputs({ branches: this.branches });
  }
}

/** GitHub Actions itself, so that no other app can report a required check. */
const githubActionsApp = 15368;

function rulesetArgs(args: BranchProtectionArgs): github.RepositoryRulesetArgs {
  return {
    repository: args.repository,
    name: 'gatehouse',
    target: 'branch',
    enforcement: 'active',
    conditions: {
      refName: { includes: args.branches.map((branch) => `refs/heads/${branch}`), excludes: [] },
    },
    bypassActors: args.bypassApps.map((actorId) => ({
      actorId,
      actorType: 'Integration',
      bypassMode: 'always',
    })),
    // Only the checks wait for the files: whatever else protects the branch is known, and judged, in a preview.
    rules: {
      deletion: true,
      nonFastForward: true,
      requiredLinearHistory: args.linearHistory,
      requiredSignatures: args.signedCommits,
      pullRequest: {
        requiredApprovingReviewCount: args.approvals,
        dismissStaleReviewsOnPush: true,
        requireCodeOwnerReview: args.codeOwnerReview,
        requiredReviewThreadResolution: args.conversationResolution,
      },
      requiredStatusChecks: pulumi.output(args.requiredChecks).apply((contexts) =>
        // None while there is none to require: GitHub refuses an empty list.
        contexts.length === 0
          ? undefined
          : {
              requiredChecks: contexts.map((context) => ({
                context,
                integrationId: githubActionsApp,
              })),
              strictRequiredStatusChecksPolicy: args.strict,
            },
      ),
      ...(args.mergeQueue ? { mergeQueue: { mergeMethod: 'SQUASH' } } : {}),
    },
  };
}

function classicArgs(args: BranchProtectionArgs, branch: string): github.BranchProtectionArgs {
  return {
    repositoryId: args.repository,
    pattern: branch,
    enforceAdmins: true,
    allowsDeletions: false,
    allowsForcePushes: false,
    requiredLinearHistory: args.linearHistory,
    requireSignedCommits: args.signedCommits,
    requireConversationResolution: args.conversationResolution,
    requiredPullRequestReviews: [
      {
        requiredApprovingReviewCount: args.approvals,
        dismissStaleReviews: true,
        requireCodeOwnerReviews: args.codeOwnerReview,
      },
    ],
    requiredStatusChecks: pulumi
      .output(args.requiredChecks)
      .apply((contexts) =>
        contexts.length === 0 ? [] : [{ strict: args.strict, contexts: [...contexts] }],
      ),
  };
}
