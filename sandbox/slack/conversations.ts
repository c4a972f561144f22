import {
  flag,
  list,
  pageOf,
  requiredText,
  SlackRefusal,
  text,
  type Arguments,
  type SlackMethod,
} from './method';
import type { SlackWorld } from './slack-world';
import type { Channel } from './state';

/** A channel in the words of Slack's answers. https://docs.slack.dev/reference/objects/conversation-object */
function renderChannel(world: SlackWorld, channel: Channel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created: channel.created,
    creator: channel.creator,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    unlinked: 0,
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: world.state.team.id,
    is_member: channel.members.includes(world.state.bot.userId),
    topic: channel.topic,
    purpose: channel.purpose,
    previous_names: channel.previousNames,
  };
}

/** The channel an argument names by its id; a private one is only seen by its members. */
function find(world: SlackWorld, args: Arguments): Channel {
  const id = requiredText(args, 'channel', 'channel_not_found');
  const channel = world.state.channels.find((one) => one.id === id);
  const hidden = channel?.isPrivate === true && !channel.members.includes(world.state.bot.userId);
  if (channel === undefined || hidden) throw new SlackRefusal('channel_not_found');
  return channel;
}

function open(world: SlackWorld, args: Arguments): Channel {
  const channel = find(world, args);
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  return channel;
}

function joined(world: SlackWorld, args: Arguments): Channel {
  const channel = open(world, args);
  if (!channel.members.includes(world.state.bot.userId)) throw new SlackRefusal('not_in_channel');
  return channel;
}

/** A name Slack takes as it is: 1 to 80 lower-case letters, digits, hyphens and underscores. */
function channelName(world: SlackWorld, args: Arguments, own?: Channel): string {
  const name = text(args, 'name')?.replace(/^#/, '') ?? '';
  if (name === '') throw new SlackRefusal('invalid_name_required');
  if (name.length > 80) throw new SlackRefusal('invalid_name_maxlength');
  if (/^[-_]+$/.test(name)) throw new SlackRefusal('invalid_name_punctuation');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new SlackRefusal('invalid_name_specials');
  if (world.state.channels.some((channel) => channel.name === name && channel !== own))
    throw new SlackRefusal('name_taken');
  return name;
}

function userIds(args: Arguments, name: string): readonly string[] {
  const ids = list(args, name) ?? [];
  if (ids.length === 0) throw new SlackRefusal('no_user');
  // Who is in the workspace is nothing the sandbox knows: every well-formed id is someone.
  if (!ids.every((id) => /^[UW][A-Z0-9]{2,}$/.test(id))) throw new SlackRefusal('user_not_found');
  return ids;
}

function describe(field: 'topic' | 'purpose'): SlackMethod {
  return (world, args) => {
    const channel = joined(world, args);
    const value = text(args, field) ?? '';
    if ([...value].length > 250) throw new SlackRefusal('too_long');
    channel[field] = { value, creator: world.state.bot.userId, last_set: world.now() };
    return { channel: renderChannel(world, channel), [field]: value };
  };
}

/** Channels. https://docs.slack.dev/reference/methods?family=conversations */
export const conversationMethods: Readonly<Record<string, SlackMethod>> = {
  'conversations.create': (world, args) => {
    const channel = world.createChannel(channelName(world, args), flag(args, 'is_private'));
    return { channel: renderChannel(world, channel) };
  },
  'conversations.info': (world, args) => {
    const channel = find(world, args);
    return {
      channel: {
        ...renderChannel(world, channel),
        ...(flag(args, 'include_num_members') ? { num_members: channel.members.length } : {}),
      },
    };
  },
  'conversations.list': (world, args) => {
    const types = list(args, 'types') ?? ['public_channel'];
    const unknown = types.filter(
      (type) => !['public_channel', 'private_channel', 'mpim', 'im'].includes(type),
    );
    if (unknown.length > 0) throw new SlackRefusal('invalid_types');
    const shown = world.state.channels
      .filter((one) => types.includes(one.isPrivate ? 'private_channel' : 'public_channel'))
      .filter((one) => !one.isPrivate || one.members.includes(world.state.bot.userId))
      .filter((one) => !flag(args, 'exclude_archived') || !one.isArchived);
    const { page, next_cursor } = pageOf(args, shown);
    const channels = page.map((one) => ({
      ...renderChannel(world, one),
      num_members: one.members.length,
    }));
    return { channels, response_metadata: { next_cursor } };
  },
  'conversations.archive': (world, args) => {
    const channel = find(world, args);
    if (channel.isArchived) throw new SlackRefusal('already_archived');
    if (channel.name === 'general') throw new SlackRefusal('cant_archive_general');
    channel.isArchived = true;
    return {};
  },
  'conversations.unarchive': (world, args) => {
    const channel = find(world, args);
    if (!channel.isArchived) throw new SlackRefusal('not_archived');
    channel.isArchived = false;
    return {};
  },
  'conversations.join': (world, args) => {
    const channel = open(world, args);
    if (channel.isPrivate) throw new SlackRefusal('method_not_supported_for_channel_type');
    const already = channel.members.includes(world.state.bot.userId);
    if (!already) channel.members.push(world.state.bot.userId);
    return {
      channel: renderChannel(world, channel),
      ...(already
        ? {
            warning: 'already_in_channel',
            response_metadata: { warnings: ['already_in_channel'] },
          }
        : {}),
    };
  },
  'conversations.leave': (world, args) => {
    const channel = find(world, args);
    if (!channel.members.includes(world.state.bot.userId)) return { not_in_channel: true };
    channel.members = channel.members.filter((id) => id !== world.state.bot.userId);
    return {};
  },
  'conversations.invite': (world, args) => {
    const channel = joined(world, args);
    const users = userIds(args, 'users');
    if (users.includes(world.state.bot.userId)) throw new SlackRefusal('cant_invite_self');
    const news = users.filter((id) => !channel.members.includes(id));
    if (news.length === 0) throw new SlackRefusal('already_in_channel');
    channel.members.push(...news);
    return { channel: renderChannel(world, channel) };
  },
  'conversations.kick': (world, args) => {
    const channel = joined(world, args);
    const [user = ''] = userIds(args, 'user');
    if (user === world.state.bot.userId) throw new SlackRefusal('cant_kick_self');
    if (!channel.members.includes(user)) throw new SlackRefusal('not_in_channel');
    channel.members = channel.members.filter((id) => id !== user);
    return {};
  },
  'conversations.members': (world, args) => {
    const { page, next_cursor } = pageOf(args, find(world, args).members);
    return { members: page, response_metadata: { next_cursor } };
  },
  'conversations.setTopic': describe('topic'),
  'conversations.setPurpose': describe('purpose'),
  'conversations.rename': (world, args) => {
    const channel = joined(world, args);
    const name = channelName(world, args, channel);
    if (name !== channel.name) channel.previousNames = [channel.name, ...channel.previousNames];
    channel.name = name;
    return { channel: renderChannel(world, channel) };
  },
};
