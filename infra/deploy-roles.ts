import type * as pulumi from '@pulumi/pulumi';
import { GithubOidc } from '../components/github-oidc';
import { type StackConfig } from '../core/config/load';
import { awsRoleVariable } from '../core/kernel/delivered-names';

/** The roles that deployments of the stack's environments assume; none unless they are enabled. */
export class DeployRoles {
  private readonly oidc: GithubOidc | undefined;

  constructor(
    private readonly config: StackConfig,
    opts: pulumi.ComponentResourceOptions,
  ) {
    const { oidc } = config.aws;
    if (!oidc.enabled) return;
    this.oidc = new GithubOidc(
      'github-oidc',
      {
        owner: config.github.owner,
        ...(oidc.provider === undefined ? {} : { providerArn: oidc.provider }),
        roles: oidc.roles.map((role) => ({
          ...role,
          statements: role.statements.map((statement, index) => ({
            sid: `Allow${index}`,
            ...statement,
          })),
        })),
      },
      opts,
    );
  }

  /** The variable that tells workflows of an environment which role is theirs; empty where there is none. */
  variables(repository: string, environment: string): Record<string, pulumi.Input<string>> {
    const role = this.config.aws.oidc.roles.find(
      (each) => each.repository === repository && each.environment === environment,
    );
    const arn = role === undefined ? undefined : this.oidc?.roleArns[role.name];
    return arn === undefined ? {} : { [awsRoleVariable]: arn };
  }

  /** Outputs of the stack. */
  get outputs(): Record<string, pulumi.Input<unknown>> {
    return this.oidc === undefined ? {} : { awsRoles: this.oidc.roleArns };
  }
}
