import * as pulumi from '@pulumi/pulumi';
import { withPluginVersion } from './provider';

/** Arguments of {@link Conversation}. */
export interface ConversationArgs {
  readonly isPrivate: pulumi.Input<boolean>;
  readonly name?: pulumi.Input<string> | undefined;
  readonly topic?: pulumi.Input<string> | undefined;
  readonly purpose?: pulumi.Input<string> | undefined;
  /** Ids of users who are always members. */
  readonly permanentMembers?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  readonly isArchived?: pulumi.Input<boolean> | undefined;
  /** `archive` (default) or `none`. */
  readonly actionOnDestroy?: pulumi.Input<string> | undefined;
  /** `kick` (default) or `none`. */
  readonly actionOnUpdatePermanentMembers?: pulumi.Input<string> | undefined;
  /** Adopts, and unarchives, a channel of the same name. */
  readonly adoptExistingChannel?: pulumi.Input<boolean> | undefined;
}

/** A Slack channel; its id is Slack's `C…` id. */
export class Conversation extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly isPrivate: pulumi.Output<boolean>;
  declare readonly topic: pulumi.Output<string | undefined>;
  declare readonly purpose: pulumi.Output<string | undefined>;
  declare readonly permanentMembers: pulumi.Output<string[] | undefined>;
  declare readonly isArchived: pulumi.Output<boolean | undefined>;
  declare readonly actionOnDestroy: pulumi.Output<string | undefined>;
  declare readonly actionOnUpdatePermanentMembers: pulumi.Output<string | undefined>;
  declare readonly adoptExistingChannel: pulumi.Output<boolean | undefined>;
  /** Unix time, seconds. */
  declare readonly created: pulumi.Output<number>;
  declare readonly creator: pulumi.Output<string>;
  declare readonly isExtShared: pulumi.Output<boolean>;
  declare readonly isGeneral: pulumi.Output<boolean>;
  declare readonly isOrgShared: pulumi.Output<boolean>;
  declare readonly isShared: pulumi.Output<boolean>;

  constructor(name: string, args: ConversationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      'slack:index/conversation:Conversation',
      name,
      { ...computed, ...args },
      withPluginVersion(opts),
    );
  }
}

/** Outputs that only the provider knows; registering them as undefined makes them unknown in a preview. */
const computed = {
  created: undefined,
  creator: undefined,
  isExtShared: undefined,
  isGeneral: undefined,
  isOrgShared: undefined,
  isShared: undefined,
};
