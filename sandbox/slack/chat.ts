import { messageContent } from './message';
import { flag, requiredText, SlackRefusal, text, type Arguments, type SlackMethod } from './method';
import type { SlackMessage } from './state';

/**
 * The arguments of chat.postMessage and their JSON types, from `/chat.postMessage` of Slack's published OpenAPI
 * description. https://github.com/slackapi/slack-api-specs/blob/master/web-api/slack_web_openapi_v2.json
 */
const postArguments: Readonly<Record<string, readonly string[]>> = {
  as_user: ['string', 'boolean'],
  attachments: ['string', 'object'],
  blocks: ['string', 'object'],
  channel: ['string'],
  icon_emoji: ['string'],
  icon_url: ['string'],
  link_names: ['boolean', 'string'],
  mrkdwn: ['boolean', 'string'],
  parse: ['string'],
  reply_broadcast: ['boolean', 'string'],
  text: ['string'],
  thread_ts: ['string'],
  token: ['string'],
  unfurl_links: ['boolean', 'string'],
  unfurl_media: ['boolean', 'string'],
  username: ['string'],
};

/** Refuses what the description does not have; Slack itself ignores most of it. */
function refuseUnknown(args: Arguments): void {
  for (const [name, value] of Object.entries(args)) {
    if (!Object.hasOwn(postArguments, name)) throw new SlackRefusal('invalid_arg_name', [name]);
    if (postArguments[name]?.includes(typeof value) !== true) {
      throw new SlackRefusal('invalid_arguments', [`[ERROR] wrong type: ${name}`]);
    }
  }
}

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
    refuseUnknown(args);
    const channel = world.channel(requiredText(args, 'channel', 'channel_not_found'));
    if (channel === undefined) throw new SlackRefusal('channel_not_found');
    if (channel.isArchived) throw new SlackRefusal('is_archived');
    if (!channel.members.includes(world.state.bot.userId)) throw new SlackRefusal('not_in_channel');
    const thread = text(args, 'thread_ts');
    const isKnown = ({ channel: id, ts }: SlackMessage): boolean =>
      id === channel.id && ts === thread;
    if (thread !== undefined && !world.state.messages.some(isKnown))
      throw new SlackRefusal('cannot_reply_to_message');
    const isBroadcast = thread !== undefined && flag(args, 'reply_broadcast');
    const message = await world.receive({
      channel: channel.id,
      channelName: channel.name,
      via: 'chat.postMessage',
      ...messageContent(args),
      ...(thread === undefined ? {} : { threadTs: thread }),
      ...(isBroadcast ? { isBroadcast } : {}),
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
