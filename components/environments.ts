import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';

/** One deployment environment. */
export interface EnvironmentArgs {
  /** Ids of teams and users of whom one must approve a deployment, up to six of both together. */
  readonly reviewers?: { readonly teams: readonly number[]; readonly users: readonly number[] };
  /** Minutes a deployment waits, 0 to 43,200. */
  readonly waitMinutes: number;
  readonly preventSelfReview: boolean;
  /** Only protected branches may deploy; otherwise any branch may. */
  readonly protectedBranchesOnly: boolean;
  /** Only these branches may deploy; instead of `protectedBranchesOnly`. */
  readonly branches?: readonly string[];
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Arguments of {@link Environments}. */
export interface EnvironmentsArgs {
  /** Bare name of the repository. */
  readonly repository: string;
  readonly environments: Readonly<Record<string, EnvironmentArgs>>;
}

/**
 * Deployment environments of one repository with their protection, secrets and variables. Administrators cannot bypass
 * the protection.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export class Environments extends pulumi.ComponentResource {
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: EnvironmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { repository, environments } = args;
    super(
      'gatehouse:github:Environments',
      name,
      { repository, names: Object.keys(environments) },
      opts,
    );
    const created = Object.entries(environments).map(([environmentName, settings]) => {
      const environment = new github.RepositoryEnvironment(
        `${name}-${environmentName}`,
        environmentArgs(repository, environmentName, settings),
        { parent: this },
      );
      const child = { parent: environment };
      for (const branchPattern of settings.branches ?? []) {
        new github.RepositoryEnvironmentDeploymentPolicy(
          `${name}-${environmentName}-on-${branchPattern}`,
          { repository, environment: environment.environment, branchPattern },
          child,
        );
      }
      for (const [secretName, value] of Object.entries(settings.secrets)) {
        new github.ActionsEnvironmentSecret(
          `${name}-${environmentName}-${secretName}`,
          {
            repository,
            environment: environment.environment,
            secretName,
            value: pulumi.secret(value),
          },
          child,
        );
      }
      for (const [variableName, value] of Object.entries(settings.variables)) {
        new github.ActionsEnvironmentVariable(
          `${name}-${environmentName}-${variableName}`,
          { repository, environment: environment.environment, variableName, value },
          child,
        );
      }
      return environment.environment;
    });
    this.names = pulumi.all(created);
    this.registerOutputs({ names: this.names });
  }
}

function environmentArgs(
  repository: string,
  environment: string,
  settings: EnvironmentArgs,
): github.RepositoryEnvironmentArgs {
  const { reviewers } = settings;
  return {
    repository,
    environment,
    canAdminsBypass: false,
    preventSelfReview: settings.preventSelfReview,
    waitTimer: settings.waitMinutes,
    ...(reviewers === undefined
      ? {}
      : { reviewers: [{ teams: [...reviewers.teams], users: [...reviewers.users] }] }),
    ...(settings.branches === undefined && !settings.protectedBranchesOnly
      ? {}
      : {
          deploymentBranchPolicy: {
            protectedBranches: settings.branches === undefined,
            customBranchPolicies: settings.branches !== undefined,
          },
        }),
  };
}
