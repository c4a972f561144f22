import * as pulumi from '@pulumi/pulumi';
import { providerVariables } from '../core/kernel/provider-variables';

/** Arguments of {@link Provider}; the same names and defaults as the published GitHub provider's. */
export interface ProviderArgs {
  /** Organisation or user that owns the repositories. Default: the environment variable GITHUB_OWNER. */
  readonly owner?: pulumi.Input<string>;
  /** Default: the environment variable GITHUB_TOKEN. Without a token the provider only plans. */
  readonly token?: pulumi.Input<string>;
  /** GitHub Enterprise Server, such as `https://github.example.com/`. Default: GITHUB_BASE_URL, else github.com. */
  readonly baseUrl?: pulumi.Input<string>;
  /** GitHub App to act as, instead of a token. */
  readonly appAuth?: pulumi.Input<{
    readonly id: pulumi.Input<string>;
    readonly installationId: pulumi.Input<string>;
    readonly pemFile: pulumi.Input<string>;
  }>;
}

/** The provider of the resources that no published provider has; the plugin behind it is `provider/index.ts`. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const variables = providerVariables.github;
    const token = args.token ?? process.env[variables.token];
    super(
      'gatehouse',
      name,
      {
        owner: args.owner ?? process.env[variables.owner[1]],
        token: token === undefined ? undefined : pulumi.secret(token),
        baseUrl: args.baseUrl ?? process.env[variables.address],
        appAuth:
          args.appAuth === undefined
            ? undefined
            : pulumi.secret(pulumi.output(args.appAuth).apply(JSON.stringify)),
      },
      opts,
    );
  }
}
