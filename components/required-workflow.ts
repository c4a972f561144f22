import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { appBypass } from './app-bypass';
import { retainOption } from './retain-option';

/** Arguments of {@link RequiredWorkflow}. */
export interface RequiredWorkflowArgs {
  /** Name of the ruleset; the organization has each name once. */
  readonly ruleset: string;
  /** Organization that owns the repositories and the workflow. */
  readonly owner: string;
  /** The workflow: bare name of its repository, its path, and the branch or tag that it is read from. */
  readonly workflow: {
    readonly repository: string;
    readonly path: string;
    readonly ref: string;
  };
  /** Bare names of the repositories whose default branch it guards. They can no longer be renamed, which would evade it. */
  readonly repositories: readonly string[];
  /** Ids of the GitHub Apps that may push to the default branch without it; with none nobody may. */
  readonly bypassApps: readonly number[];
}

/**
 * A workflow that the organization requires: it must succeed before a pull request into the default branch is merged, and comes
 * from its own repository, whatever the pull request changes. Needs an organization on Enterprise Cloud, and a credential that
 * may administer it.
 *
 * @see https://docs.github.com/en/enterprise-cloud@latest/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-workflows-to-pass-before-merging
 */
export class RequiredWorkflow extends pulumi.ComponentResource {
  constructor(name: string, args: RequiredWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    const { owner, workflow, repositories, ruleset } = args;
    super('gatehouse:github:RequiredWorkflow', name, { owner, workflow, repositories }, opts);
    const { repository, path, ref } = workflow;
    const source = github.getRepositoryOutput(
      { fullName: `${owner}/${repository}` },
      { parent: this },
    );
    new github.OrganizationRuleset(
      `${name}-ruleset`,
      {
        name: ruleset,
        target: 'branch',
        enforcement: 'active',
        conditions: {
          refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] },
          repositoryName: { includes: [...repositories], excludes: [], protected: true },
        },
        bypassActors: appBypass(args.bypassApps),
        rules: {
          requiredWorkflows: {
            requiredWorkflows: [{ repositoryId: source.repoId, path, ref }],
          },
        },
      },
      { parent: this, ...retainOption(opts) },
    );
    this.registerOutputs({});
  }
}
