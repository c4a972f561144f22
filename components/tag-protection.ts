import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { appBypass } from './app-bypass';
import { retainOption } from './retain-option';
import { rulesetNames } from './ruleset-names';

/** Arguments of {@link TagProtection}. */
export interface TagProtectionArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Patterns of the tags, without `refs/tags/`, such as `v*`; at least one. */
  readonly patterns: readonly string[];
  /** Ids of GitHub Apps that may bypass the ruleset. */
  readonly bypassApps: readonly number[];
}

/**
 * Tags that stay where they are: no one moves or deletes them. Anyone with write access may still create one. It is a ruleset
 * of its own; rulesets of others on the same tags add up with it.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export class TagProtection extends pulumi.ComponentResource {
  constructor(name: string, args: TagProtectionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, patterns } = args;
    super('gatehouse:github:TagProtection', name, { repository, patterns }, opts);
    new github.RepositoryRuleset(
      `${name}-ruleset`,
      {
        repository,
        name: rulesetNames.tags,
        target: 'tag',
        enforcement: 'active',
        conditions: {
          refName: { includes: patterns.map((pattern) => `refs/tags/${pattern}`), excludes: [] },
        },
        bypassActors: appBypass(args.bypassApps),
        rules: { update: true, deletion: true },
      },
      { parent: this, ...retainOption(opts) },
    );
    this.registerOutputs({});
  }
}
