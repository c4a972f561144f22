import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { retainOption } from './retain-option';

/** One deployment environment. */
export interface EnvironmentArgs {
  /** Ids of teams and users of whom one must approve a deployment, up to six of both together. Default: as it is. */
  readonly reviewers?: { readonly teams: readonly number[]; readonly users: readonly number[] };
  /** Minutes a deployment waits, 0 to 43,200. Default: as it is; 0 in a new environment. */
  readonly waitMinutes?: number;
  /** Default: as it is; true in a new environment. */
  readonly preventSelfReview?: boolean;
  /** Only protected branches may deploy; otherwise any branch may. Default: as it is; true in a new environment. */
  readonly protectedBranchesOnly?: boolean;
  /** Only these branches may deploy; instead of `protectedBranchesOnly`. */
  readonly branches?: readonly string[];
  /** Administrators may bypass the protection. Default: as it is; false in a new environment. */
  readonly canAdminsBypass?: boolean;
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
 * Deployment environments of one repository with their protection, secrets and variables. What is not named stays as it is
 * in an environment that the stack has, or imports; a new one gets closed defaults.
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
        { parent: this, ignoreChanges: unnamed(settings), ...retainOption(opts) },
      );
      const child = { parent: environment, ...retainOption(opts) };
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

/** Properties of the resource by the argument that names them. */
const properties = {
  reviewers: 'reviewers',
  waitMinutes: 'waitTimer',
  preventSelfReview: 'preventSelfReview',
  protectedBranchesOnly: 'deploymentBranchPolicy',
  canAdminsBypass: 'canAdminsBypass',
} as const satisfies Partial<Record<keyof EnvironmentArgs, string>>;

/** Properties that the configuration does not name, and that stay as they are. */
function unnamed(settings: EnvironmentArgs): string[] {
  return Object.entries(properties).flatMap(([key, property]) =>
    settings[key as keyof typeof properties] === undefined ? [property] : [],
  );
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
    canAdminsBypass: settings.canAdminsBypass ?? false,
    preventSelfReview: settings.preventSelfReview ?? true,
    ...(settings.waitMinutes === undefined ? {} : { waitTimer: settings.waitMinutes }),
    ...(reviewers === undefined
      ? {}
      : { reviewers: [{ teams: [...reviewers.teams], users: [...reviewers.users] }] }),
    ...(settings.branches === undefined && !(settings.protectedBranchesOnly ?? true)
      ? {}
      : {
          deploymentBranchPolicy: {
            protectedBranches: settings.branches === undefined,
            customBranchPolicies: settings.branches !== undefined,
          },
        }),
  };
}
