import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { defaultDataBranch } from '../core/readiness/policy';
import { WorkflowCommit } from '../provider/workflow-commit';
import { appBypass } from './app-bypass';
import { stackId } from './stack-id';

/** Arguments of {@link ReusableWorkflows}. */
export interface ReusableWorkflowsArgs {
  /** Bare name of the central repository. */
  readonly repository: string;
  readonly branch: string;
  /** Texts of the reusable workflows by path. */
  readonly workflows: Readonly<Record<string, string>>;
  /** Take over other files that already exist at these paths. */
  readonly adopt: boolean;
  /** Ids of the GitHub Apps that alone may push to the branch; with none it is not protected here. */
  readonly pushers: readonly number[];
  /** Which repositories may call the workflows of a private or internal repository. Default: left as it is. */
  readonly access?: 'user' | 'organization';
}

/**
 * The reusable workflows that repositories of a stack call, in one commit of one central repository. A workflow that no
 * repository calls any more is removed; who still calls it at an earlier commit finds it there.
 *
 * They go to the branch itself, in a pull request never: a caller names a commit of the branch, which a pull request has
 * only once it is merged. They are reviewed where the stack is.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export class ReusableWorkflows extends pulumi.ComponentResource {
  /** By path: the commit at which to call a workflow, which stays while its text does. */
  readonly commits: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ReusableWorkflowsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, branch, workflows, pushers, access } = args;
    const paths = Object.keys(workflows);
    super('gatehouse:github:ReusableWorkflows', name, { repository, branch, paths }, opts);
    const child = { parent: this };
    const commit = new WorkflowCommit(
      `${name}-commit`,
      {
        repository,
        branch,
        files: { ...workflows },
        message: 'ci: update the reusable workflows managed by Gatehouse',
        adopt: args.adopt,
        keepCommits: true,
        // Another stack would remove the workflows of this one.
        owner: { stack: stackId(), branch: defaultDataBranch },
      },
      child,
    );
    this.commits = commit.commits;
    if (pushers.length > 0) {
      new github.RepositoryRuleset(
        `${name}-ruleset`,
        {
          repository,
          name: 'gatehouse-reusable',
          target: 'branch',
          enforcement: 'active',
          conditions: { refName: { includes: [`refs/heads/${branch}`], excludes: [] } },
          bypassActors: appBypass(pushers),
          rules: { update: true, deletion: true, nonFastForward: true },
        },
        { ...child, dependsOn: [commit] },
      );
    }
    if (access !== undefined) {
      new github.ActionsRepositoryAccessLevel(
        `${name}-access`,
        { repository, accessLevel: access },
        child,
      );
    }
    this.registerOutputs({ commits: this.commits });
  }
}
