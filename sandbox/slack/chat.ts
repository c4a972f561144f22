import { messageContent } from './message';
import { requiredText, SlackRefusal, text, type SlackMethod } from './method';

/** Who the token is, and messages. */
export const chatMethods: Readonly<Record<string, SlackMethod>> = {
  'auth.test': ({ state }) => ({
    url: 'https://sandbox.slack.com/',
    team: state.team.name,
    user: state.bot.name,
    team_id: state.team.id,
    user_id: state.bot.userId,
    bot_id: state.bot.botId,
    is_enterprise_install: false,
  }),
  'chat.postMessage': async (world, args) => {
    const channel = world.channel(requiredText(args, 'channel', 'channel_not_found'));
    if (channel === undefined) throw new SlackRefusal('channel_not_found');
    if (channel.isArchived) throw new SlackRefusal('is_archived');
    if (!channel.members.includes(world.state.bot.userId)) throw new SlackRefusal('not_in_channel');
    const thread = text(args, 'thread_ts');
    const message = await world.receive({
      channel: channel.id,
      channelName: channel.name,
      via: 'chat.postMessage',
      ...messageContent(args),
      ...(thread === undefined ? {} : { threadTs: thread }),
    });
    const { userId, botId } = world.state.bot;
    return {
      channel: channel.id,
      ts: message.ts,
      message: {
        type: 'message',
        subtype: 'bot_message',
        user: userId,
        bot_id: botId,
        ts: message.ts,
        text: message.text,
        ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
        ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
        ...(thread === undefined ? {} : { thread_ts: thread }),
      },
    };
  },
};
