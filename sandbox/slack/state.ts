/** What the loopback Slack keeps on disk. Times are Unix seconds, as in Slack's own answers. */
export interface SlackState {
  readonly version: 1;
  nextId: number;
  readonly team: { readonly id: string; readonly name: string };
  /** The bot that the token belongs to. */
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  readonly channels: Channel[];
  readonly usergroups: Usergroup[];
  readonly webhooks: Webhook[];
  readonly messages: SlackMessage[];
}

export interface Channel {
  readonly id: string;
  name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  readonly created: number;
  readonly creator: string;
  topic: ChannelText;
  purpose: ChannelText;
  previousNames: string[];
  members: string[];
}

interface ChannelText {
  readonly value: string;
  readonly creator: string;
  readonly last_set: number;
}

export interface Usergroup {
  readonly id: string;
  name: string;
  handle: string;
  description: string;
  channels: string[];
  users: string[];
  readonly created: number;
  readonly createdBy: string;
  updated: number;
  /** Unix time at which it was disabled; 0 while it is enabled. */
  disabled: number;
}

/** An incoming webhook; whoever knows its path may post to its channel. */
export interface Webhook {
  /** `/services/T…/B…/secret` */
  readonly path: string;
  readonly channel: string;
  active: boolean;
}

/** A message that Slack took in. */
export interface SlackMessage {
  /** Id of the message within its channel: Unix seconds with six decimals. */
  readonly ts: string;
  /** Channel id. */
  readonly channel: string;
  /** Channel name, without `#`, when the message came. */
  readonly channelName: string;
  readonly via: 'webhook' | 'chat.postMessage';
  readonly text: string;
  /** Block Kit blocks as they were sent. */
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly threadTs?: string;
  /** A reply that is shown in the channel too. */
  readonly isBroadcast?: boolean;
}
