import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { appBypass } from './app-bypass';
import { retainOption } from './retain-option';
import { rulesetNames } from './ruleset-names';

/** Arguments of {@link PushRestriction}. */
export interface PushRestrictionArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Patterns of paths, such as `.github/workflows/**\/*`; GitHub takes up to 200. */
  readonly paths: readonly string[];
  /** Ids of the GitHub Apps that may push these files; with none nobody may. */
  readonly bypassApps: readonly number[];
}

/**
 * Refuses every push that changes certain files, to whatever branch and from a fork too, except by some Apps. GitHub has such
 * rulesets for private and internal repositories of organisations on the plans Team and Enterprise Cloud.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#push-rulesets
 */
export class PushRestriction extends pulumi.ComponentResource {
  constructor(name: string, args: PushRestrictionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, paths, bypassApps } = args;
    super('gatehouse:github:PushRestriction', name, { repository, paths }, opts);
    new github.RepositoryRuleset(
      `${name}-ruleset`,
      {
        repository,
        name: rulesetNames.pushes,
        target: 'push',
        enforcement: 'active',
        bypassActors: appBypass(bypassApps),
        rules: { filePathRestriction: { restrictedFilePaths: [...paths] } },
      },
      { parent: this, ...retainOption(opts) },
    );
    this.registerOutputs({});
  }
}
