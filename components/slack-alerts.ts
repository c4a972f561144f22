import * as pulumi from '@pulumi/pulumi';
import * as slack from '@pulumi/slack';

/** One Slack channel. */
export interface SlackChannelArgs {
  /** Lower-case letters, digits, hyphens and underscores, up to 80. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly topic?: string;
  readonly purpose?: string;
  /** Ids of users who are always members. */
  readonly members: readonly string[];
  /** Take over, and unarchive, an existing channel of this name instead of failing. */
  readonly adopt: boolean;
}

/** Arguments of {@link SlackAlerts}. */
export interface SlackAlertsArgs {
  readonly channels: readonly SlackChannelArgs[];
}

/**
 * The channels that readiness and smoke-test alerts go to. A channel is archived, not deleted, when it is no longer
 * listed: Slack has no deletion by API.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.create
 */
export class SlackAlerts extends pulumi.ComponentResource {
  /** Slack's channel ids by channel name. */
  readonly channelIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: SlackAlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      'gatehouse:slack:SlackAlerts',
      name,
      { channels: args.channels.map((channel) => channel.name) },
      opts,
    );
    const ids = args.channels.map((channel) => {
      const conversation = new slack.Conversation(
        `${name}-${channel.name}`,
        {
          name: channel.name,
          isPrivate: channel.isPrivate,
          permanentMembers: [...channel.members],
          actionOnDestroy: 'archive',
          adoptExistingChannel: channel.adopt,
          ...(channel.topic === undefined ? {} : { topic: channel.topic }),
          ...(channel.purpose === undefined ? {} : { purpose: channel.purpose }),
        },
        { parent: this },
      );
      return [channel.name, conversation.id] as const;
    });
    this.channelIds = pulumi.output(Object.fromEntries(ids));
    this.registerOutputs({ channelIds: this.channelIds });
  }
}
