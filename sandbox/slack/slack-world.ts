import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StateFile } from '../state-file';
import type { Channel, SlackMessage, SlackState, Usergroup, Webhook } from './state';

/** Everything the loopback Slack's methods work on, kept in `slack.json`. */
export class SlackWorld {
  private readonly file: StateFile<SlackState>;

  constructor(
    readonly directory: string,
    readonly clock: () => Date,
  ) {
    this.file = new StateFile(join(directory, 'slack.json'), () => ({
      version: 1,
      nextId: 0,
      team: { id: 'T0SANDBOX', name: 'Sandbox' },
      bot: { userId: 'U0GATEHOUSE', botId: 'B0GATEHOUSE', name: 'gatehouse' },
      channels: [],
      usergroups: [],
      webhooks: [],
      messages: [],
    }));
  }

  get state(): SlackState {
    return this.file.value;
  }

  save(): Promise<void> {
    return this.file.save();
  }

  /** Unix seconds. */
  now(): number {
    return Math.floor(this.clock().getTime() / 1000);
  }

  nextId(prefix: string): string {
    this.state.nextId += 1;
    return `${prefix}${this.state.nextId.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  /** A channel by id or name, with or without `#`. */
  channel(reference: string): Channel | undefined {
    const name = reference.replace(/^#/, '');
    return this.state.channels.find((channel) => channel.id === reference || channel.name === name);
  }

  createChannel(name: string, isPrivate = false): Channel {
    const creator = this.state.bot.userId;
    const empty = { value: '', creator: '', last_set: 0 };
    const channel: Channel = {
      id: this.nextId('C'),
      name,
      isPrivate,
      isArchived: false,
      created: this.now(),
      creator,
      topic: empty,
      purpose: empty,
      previousNames: [],
      members: [creator],
    };
    this.state.channels.push(channel);
    return channel;
  }

  usergroup(id: string): Usergroup | undefined {
    return this.state.usergroups.find((group) => group.id === id);
  }

  /**
   * The incoming webhook of a channel, made with its channel on first use, as an administrator would in Slack's own
   * pages. Its path has the form of the real ones.
   */
  async webhook(channelName: string): Promise<Webhook> {
    const channel = this.channel(channelName) ?? this.createChannel(channelName);
    const known = this.state.webhooks.find((hook) => hook.channel === channel.id && hook.active);
    if (known !== undefined) return known;
    const secret = randomBytes(18).toString('base64url').replace(/[-_]/g, 'x');
    const path = `/services/${this.state.team.id}/${this.nextId('B')}/${secret}`;
    const webhook = { path, channel: channel.id, active: true };
    this.state.webhooks.push(webhook);
    await this.save();
    return webhook;
  }

  async receive(message: Omit<SlackMessage, 'ts'>): Promise<SlackMessage> {
    const sequence = String(this.state.messages.length + 1).padStart(6, '0');
    const received = { ts: `${this.now()}.${sequence}`, ...message };
    this.state.messages.push(received);
    await this.save();
    return received;
  }
}
