import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { gitHubApp, providerVariables } from '../core/kernel/provider-variables';
import { Provider as GatehouseProvider } from '../provider/gatehouse-provider';

/** Who acts on repositories, and where. */
export interface RepositoryIdentity {
  /** Organisation or user that owns the repositories. */
  readonly owner: string;
  /** GitHub Enterprise Server, such as `https://github.example.com/`. Default: GITHUB_BASE_URL, else github.com. */
  readonly baseUrl?: string;
  /** Default: the App of the environment, else the environment variable GITHUB_TOKEN. */
  readonly token?: pulumi.Input<string>;
  /**
   * GitHub App to act as, instead of a token. Default: that of GITHUB_APP_ID and its companions, unless there is a
   * token.
   */
  readonly appAuth?: {
    readonly id: string;
    readonly installationId: string;
    readonly pemFile: pulumi.Input<string>;
  };
}

/**
 * Inputs that name the owner for the published GitHub provider. The environment's owner comes before its input `owner`,
 * also when the stack is destroyed without the program; `organization`, although deprecated, comes before both, and
 * takes users as well.
 *
 * @see https://github.com/integrations/terraform-provider-github/blob/main/github/provider.go
 */
export function pinnedOwner(owner: string): {
  readonly owner: string;
  readonly organization: string;
} {
  return { owner, organization: owner };
}

/** The two providers a {@link Pipeline} needs, with one identity: the published GitHub provider and Gatehouse's own. */
export function repositoryProviders(
  identity: RepositoryIdentity,
  opts?: pulumi.ResourceOptions,
): pulumi.ProviderResource[] {
  const args = { ...identity, ...credential(identity) };
  const published = { ...args, ...pinnedOwner(identity.owner) };
  return [
    new github.Provider('github', published, opts),
    new GatehouseProvider('gatehouse', args, opts),
  ];
}

/**
 * Who acts: what the identity says, else what the environment says, in the published provider's order: an App, then a
 * token. Both providers get the same. An App's provider gets an empty token, since the SDK would take GITHUB_TOKEN by
 * itself and leave it in the provider's inputs in plain text.
 */
function credential({ token, appAuth }: RepositoryIdentity): Partial<RepositoryIdentity> {
  const app = appAuth ?? (token === undefined ? gitHubApp(process.env) : undefined);
  if (app !== undefined) {
    return { appAuth: { ...app, pemFile: pulumi.secret(app.pemFile) }, token: pulumi.secret('') };
  }
  const own = token ?? process.env[providerVariables.github.token];
  return own === undefined || own === '' ? {} : { token: pulumi.secret(own) };
}
