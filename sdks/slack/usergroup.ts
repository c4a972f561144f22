import * as pulumi from '@pulumi/pulumi';
import { withPluginVersion } from './provider';

/** Arguments of {@link Usergroup}. */
export interface UsergroupArgs {
  readonly name?: pulumi.Input<string> | undefined;
  readonly handle?: pulumi.Input<string> | undefined;
  readonly description?: pulumi.Input<string> | undefined;
  /** Ids of the group's default channels. */
  readonly channels?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Ids of the group's members. */
  readonly users?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/** A Slack user group, such as the one on call; its id is Slack's `S…` id. */
export class Usergroup extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly handle: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly channels: pulumi.Output<string[] | undefined>;
  declare readonly users: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: UsergroupArgs, opts?: pulumi.CustomResourceOptions) {
    super('slack:index/usergroup:Usergroup', name, { ...args }, withPluginVersion(opts));
  }
}
