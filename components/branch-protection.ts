import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { githubActionsApp } from '../core/kernel/github-app';
import { appBypass } from './app-bypass';
import { retainOption } from './retain-option';
import { rulesetNames } from './ruleset-names';

/** How a merge queue merges. */
export interface MergeQueueArgs {
  readonly method: 'squash' | 'merge' | 'rebase';
  /** Pull requests that are merged together at most, 1 to 100. */
  readonly batch: number;
  /** Pull requests that it waits for, at most `batch`, and the minutes after which it merges fewer. */
  readonly minimum: number;
  readonly waitMinutes: number;
  /** Pull requests whose checks run at the same time, 1 to 100. */
  readonly builds: number;
  /** Whether the checks must pass for each pull request of a batch; otherwise the last one's count for all. */
  readonly everyCommit: boolean;
}

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
  /** How the queue merges. */
  readonly queue: MergeQueueArgs;
  /**
   * Minutes that the queue waits for the required checks, 1 to 360; then it removes the pull request. Derived from the
   * workflow's timeouts by `renderPipeline`, so that no run within its timeouts is too late.
   */
  readonly queueMinutes: number;
  /** Ids of GitHub Apps that may bypass the ruleset, such as the one Gatehouse itself acts as; rulesets only. */
  readonly bypassApps: readonly number[];
  /** One of `requiredChecks` that another App gives, and for the first branch alone; rulesets only. */
  readonly guard?: { readonly check: string; readonly appId: number } | undefined;
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
      if (args.guard !== undefined) {
        new github.RepositoryRuleset(`${name}-guard`, guardArgs(args, args.guard), child);
      }
    } else {
      for (const branch of branches) {
        new github.BranchProtection(`${name}-${branch}`, classicArgs(args, branch), child);
      }
    }
    this.branches = pulumi.output([...branches]);
    this.registerOutputs({ branches: this.branches });
  }
}

/**
 * A check belongs to a commit. The guard's App gives it for pull requests into the default branch, and it must not count
 * for another.
 */
function guardArgs(
  args: BranchProtectionArgs,
  guard: NonNullable<BranchProtectionArgs['guard']>,
): github.RepositoryRulesetArgs {
  return {
    repository: args.repository,
    name: rulesetNames.guard,
    target: 'branch',
    enforcement: 'active',
    conditions: { refName: { includes: [`refs/heads/${args.branches[0]}`], excludes: [] } },
    bypassActors: appBypass(args.bypassApps),
    rules: {
      // A ruleset has at least one rule, also before the guard's workflow is on the branch.
      deletion: true,
      requiredStatusChecks: pulumi
        .output(args.requiredChecks)
        .apply((contexts) =>
          contexts.includes(guard.check)
            ? { requiredChecks: [{ context: guard.check, integrationId: guard.appId }] }
            : undefined,
        ),
    },
  };
}

function rulesetArgs(args: BranchProtectionArgs): github.RepositoryRulesetArgs {
  return {
    repository: args.repository,
    name: rulesetNames.branches,
    target: 'branch',
    enforcement: 'active',
    conditions: {
      refName: { includes: args.branches.map((branch) => `refs/heads/${branch}`), excludes: [] },
    },
    bypassActors: appBypass(args.bypassApps),
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
      requiredStatusChecks: pulumi.output(args.requiredChecks).apply((contexts) => {
        const own = contexts.filter((context) => context !== args.guard?.check);
        // None while there is none to require: GitHub refuses an empty list.
        return own.length === 0
          ? undefined
          : {
              requiredChecks: own.map((context) => ({
                context,
                // No other app can report it.
                integrationId: githubActionsApp,
              })),
              strictRequiredStatusChecksPolicy: args.strict,
            };
      }),
      ...(args.mergeQueue ? { mergeQueue: queueRule(args) } : {}),
    },
  };
}

function queueRule({
  queue,
  queueMinutes,
}: BranchProtectionArgs): github.types.input.RepositoryRulesetRulesMergeQueue {
  return {
    checkResponseTimeoutMinutes: queueMinutes,
    groupingStrategy: queue.everyCommit ? 'ALLGREEN' : 'HEADGREEN',
    maxEntriesToBuild: queue.builds,
    maxEntriesToMerge: queue.batch,
    mergeMethod: queue.method.toUpperCase(),
    minEntriesToMerge: queue.minimum,
    minEntriesToMergeWaitMinutes: queue.waitMinutes,
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
