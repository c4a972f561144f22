import * as github from '@pulumi/github';
import type * as pulumi from '@pulumi/pulumi';
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
  return [
    new github.Provider('github', identity, opts),
    new GatehouseProvider('gatehouse', identity, opts),
  ];
}
