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

/** A user group for the people on call. */
export interface OnCallArgs {
  readonly name: string;
  /** What is written to mention the group, without the at sign. */
  readonly handle: string;
  /** Ids of users. */
  readonly members: readonly string[];
}

/** Arguments of {@link SlackAlerts}. */
export interface SlackAlertsArgs {
  readonly channels: readonly SlackChannelArgs[];
  /** Absent: no user group. */
  readonly onCall?: OnCallArgs;
}

/**
 * The channels that readiness and smoke-test alerts go to. A channel is archived, not deleted, when it is no longer
 * listed, and a user group disabled: Slack has no deletion by API. Needs a bot token that may manage channels
 * (`channels:manage`, `groups:write`) and, for the user group, `usergroups:write` on a paid plan.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.create
 * @see https://docs.slack.dev/reference/methods/usergroups.create
 */
export class SlackAlerts extends pulumi.ComponentResource {
  /** Slack's channel ids by channel name. */
  readonly channelIds: pulumi.Output<Record<string, string>>;
  /** Slack's id of the user group, to mention it as `<!subteam^ID>`. */
  readonly onCallId: pulumi.Output<string> | undefined;

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
    const { onCall } = args;
    this.onCallId =
      onCall === undefined
        ? undefined
        : new slack.Usergroup(
            `${name}-on-call`,
            {
              name: onCall.name,
              handle: onCall.handle,
              description: 'People on call for CI: readiness and smoke-test alerts',
              users: [...onCall.members],
              channels: ids.map(([, id]) => id),
            },
            { parent: this },
          ).id;
    this.registerOutputs({ channelIds: this.channelIds, onCallId: this.onCallId });
  }
}
