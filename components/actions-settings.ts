import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { retainOption } from './retain-option';

/** Arguments of {@link ActionsSettings}. */
export interface ActionsSettingsArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  /** Actions must be pinned to a full commit SHA, in every workflow of the repository. */
  readonly shaPinningRequired: boolean;
  /** Which actions workflows may use: all, or those of `selected` and of the repository itself. */
  readonly allowedActions: 'all' | 'selected';
  readonly selected?: {
    readonly githubOwnedAllowed: boolean;
    readonly verifiedAllowed: boolean;
    readonly patternsAllowed: readonly string[];
  };
  /** Permissions of the `GITHUB_TOKEN` in workflows that do not set any. */
  readonly defaultWorkflowPermissions: 'read' | 'write';
  readonly canApprovePullRequestReviews: boolean;
  /** Labels the pipeline reads, such as the readiness override; created when missing, never removed by others' rules. */
  readonly labels: readonly {
    readonly name: string;
    readonly color: string;
    readonly description: string;
  }[];
}

/**
 * What GitHub Actions may do in one repository: which actions run, whether they must be pinned, what the token of workflows
 * may do.
 *
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
 */
export class ActionsSettings extends pulumi.ComponentResource {
  constructor(name: string, args: ActionsSettingsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, selected } = args;
    super('gatehouse:github:ActionsSettings', name, { repository }, opts);
    const child = { parent: this, ...retainOption(opts) };
    new github.ActionsRepositoryPermissions(
      `${name}-permissions`,
      {
        repository,
        enabled: true,
        allowedActions: args.allowedActions,
        shaPinningRequired: args.shaPinningRequired,
        ...(selected === undefined
          ? {}
          : {
              allowedActionsConfig: {
                githubOwnedAllowed: selected.githubOwnedAllowed,
                verifiedAllowed: selected.verifiedAllowed,
                patternsAlloweds: [...selected.patternsAllowed],
              },
            }),
      },
      child,
    );
    new github.WorkflowRepositoryPermissions(
      `${name}-token`,
      {
        repository,
        defaultWorkflowPermissions: args.defaultWorkflowPermissions,
        canApprovePullRequestReviews: args.canApprovePullRequestReviews,
      },
      child,
    );
    for (const label of args.labels) {
      new github.IssueLabel(`${name}-label-${label.name}`, { repository, ...label }, child);
    }
    this.registerOutputs({});
  }
}
