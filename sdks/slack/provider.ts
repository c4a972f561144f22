import * as pulumi from '@pulumi/pulumi';

/** Version of the published plugin this SDK speaks to. */
const pluginVersion = '0.5.3';

/** Options every resource of this SDK registers with, so that the engine loads the right plugin. */
export function withPluginVersion(
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions({ version: pluginVersion }, opts);
}

/** Arguments of {@link Provider}. */
export interface ProviderArgs {
  /** Bot or user token. Default: the environment variable SLACK_TOKEN. */
  readonly token?: pulumi.Input<string> | undefined;
}

/** The Slack provider. It has no setting for another API address. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const token = args.token ?? process.env['SLACK_TOKEN'];
    super(
      'slack',
      name,
      { token: token === undefined ? undefined : pulumi.secret(token) },
      withPluginVersion(opts),
    );
  }
}
