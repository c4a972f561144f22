import * as iam from '@pulumi/aws/iam';
import * as pulumi from '@pulumi/pulumi';
import { awsLocation } from './aws/location';
import { policyDocument, type Statement, trustPolicy } from './aws/policy-document';

/** Host of the tokens' issuer; also the prefix of condition keys. */
const issuer = 'token.actions.githubusercontent.com';

/** A role that workflows of one environment of one repository may assume. */
export interface DeployRoleArgs {
  /** Part of the role's name. */
  readonly name: string;
  /** Bare name of the repository. */
  readonly repository: string;
  /** GitHub environment whose protection a job must have passed. */
  readonly environment: string;
  /**
   * Numeric ids of owner and repository, for a repository whose tokens carry them (created or renamed since July 2026):
   * then a name that was given up and taken by someone else is not trusted.
   */
  readonly ids?: { readonly owner: number; readonly repository: number };
  /** ARNs of managed policies. */
  readonly managedPolicies: readonly string[];
  /** What the role may do besides. */
  readonly statements: readonly Pick<Statement, 'sid' | 'actions' | 'resources'>[];
  /** Minutes a session lasts, 60 to 720. */
  readonly sessionMinutes: number;
}

/** Arguments of {@link GithubOidc}. */
export interface GithubOidcArgs {
  /** Organisation or user that owns the repositories. */
  readonly owner: string;
  /** ARN of the account's provider for GitHub; absent: it is created. An account has at most one. */
  readonly providerArn?: string;
  readonly roles: readonly DeployRoleArgs[];
}

/**
 * Roles that GitHub Actions assume by OpenID Connect, so that no long-lived key of AWS is stored anywhere. Each trusts
 * exactly one environment of one repository, compared literally; a branch, pull request or fork cannot assume it.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubOidc extends pulumi.ComponentResource {
  /** ARNs by the name of the role. */
  readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GithubOidcArgs, opts?: pulumi.ComponentResourceOptions) {
    super('gatehouse:aws:GithubOidc', name, { owner: args.owner }, opts);
    const child = { parent: this };
    const provider =
      args.providerArn === undefined
        ? new iam.OpenIdConnectProvider(
            `${name}-provider`,
            // No thumbprints: AWS checks GitHub's certificate against its own list of authorities.
            { url: `https://${issuer}`, clientIdLists: ['sts.amazonaws.com'] },
            child,
          )
        : undefined;
    const { partition, account } = awsLocation(this);
    // Known before the provider exists, so that a preview shows, and policies judge, whom the roles trust.
    const providerArn =
      args.providerArn ??
      pulumi.interpolate`arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
    const roles = args.roles.map((settings): [string, iam.Role] => {
      const role = new iam.Role(
        `${name}-${settings.name}`,
        {
          description: `Workflows of ${args.owner}/${settings.repository} in ${settings.environment}`,
          maxSessionDuration: settings.sessionMinutes * 60,
          assumeRolePolicy: trustPolicy({
            sid: 'OneEnvironmentOfOneRepository',
            action: 'sts:AssumeRoleWithWebIdentity',
            principal: { Federated: providerArn },
            conditions: {
              StringEquals: {
                [`${issuer}:aud`]: 'sts.amazonaws.com',
                [`${issuer}:sub`]: subject(args.owner, settings),
              },
            },
          }),
        },
        { ...child, ...(provider === undefined ? {} : { dependsOn: [provider] }) },
      );
      settings.managedPolicies.forEach((policyArn, index) => {
        new iam.RolePolicyAttachment(
          `${name}-${settings.name}-policy-${index}`,
          { role: role.name, policyArn },
          { parent: role },
        );
      });
      if (settings.statements.length > 0) {
        new iam.RolePolicy(
          `${name}-${settings.name}-permissions`,
          { role: role.name, policy: policyDocument(settings.statements) },
          { parent: role },
        );
      }
      return [settings.name, role];
    });
    this.roleArns = Object.fromEntries(roles.map(([key, role]) => [key, role.arn]));
    this.registerOutputs({ roleArns: this.roleArns });
  }
}

/** The token's `sub` claim of a job in the environment; with ids, in the form that repository emits. */
function subject(owner: string, { repository, environment, ids }: DeployRoleArgs): string {
  const place =
    ids === undefined
      ? `${owner}/${repository}`
      : `${owner}@${ids.owner}/${repository}@${ids.repository}`;
  // GitHub writes a colon inside the environment's name as %3A, and the configuration allows none.
  return `repo:${place}:environment:${environment}`;
}
