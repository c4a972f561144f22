import * as github from '@pulumi/github';
import * as pulumi from '@pulumi/pulumi';
import { Provider as GatehouseProvider } from '../provider/gatehouse-provider';

/** Who acts on repositories, and where. */
export interface RepositoryIdentity {
  /** Organisation or user that owns the repositories. */
  readonly owner: string;
  /** GitHub Enterprise Server, such as `https://github.example.com/`. Default: GITHUB_BASE_URL, else github.com. */
  readonly baseUrl?: string;
  /** Default: the environment variable GITHUB_TOKEN. */
  readonly token?: pulumi.Input<string>;
  /** GitHub App to act as, instead of a token. */
  readonly appAuth?: {
    readonly id: string;
    readonly installationId: string;
    readonly pemFile: pulumi.Input<string>;
  };
}

/** The two providers a {@link Pipeline} needs, with one identity: the published GitHub provider and Gatehouse's own. */
export function repositoryProviders(
  identity: RepositoryIdentity,
  opts?: pulumi.ResourceOptions,
): pulumi.ProviderResource[] {
  // The SDK would take GITHUB_TOKEN by itself, but leave it in the provider's inputs in clear text.
  const token = identity.token ?? process.env['GITHUB_TOKEN'];
  const args = {
    ...identity,
    ...(token === undefined || token === '' || identity.appAuth !== undefined
      ? {}
      : { token: pulumi.secret(token) }),
  };
  return [
    new github.Provider('github', args, opts),
    new GatehouseProvider('gatehouse', args, opts),
  ];
}
