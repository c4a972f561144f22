import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';

/** Arguments of {@link ActionsSettings}. */
export interface ActionsSettingsArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Labels the pipeline reads, such as the readiness override; created when missing, never removed by others' rules. */
  readonly labels: readonly {
    readonly name: string;
    readonly color: string;
    readonly description: string;
  }[];
}

/**
 * What GitHub Actions may do in one repository: actions pinned to a full commit SHA only, a read-only token by default,
 * and no approving of pull requests by workflows.
 *
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
 */
export class ActionsSettings extends pulumi.ComponentResource {
  constructor(name: string, args: ActionsSettingsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository } = args;
    super('gatehouse:github:ActionsSettings', name, { repository }, opts);
    const child = { parent: this };
    new github.ActionsRepositoryPermissions(
      `${name}-permissions`,
      { repository, enabled: true, allowedActions: 'all', shaPinningRequired: true },
      child,
    );
    new github.WorkflowRepositoryPermissions(
      `${name}-token`,
      { repository, defaultWorkflowPermissions: 'read', canApprovePullRequestReviews: false },
      child,
    );
    for (const label of args.labels) {
      new github.IssueLabel(`${name}-label-${label.name}`, { repository, ...label }, child);
    }
    this.registerOutputs({});
  }
}
