import * as z from 'zod/mini';
import type { SmokeThread } from '../../core/smoke/announce';
import {
  isTemporary,
  send,
  type SlackDelivery,
  type SlackOptions,
  type WebhookMessage,
} from './slack';

/** A bot, and where it posts. */
export interface SlackBot {
  readonly token: string;
  /** Id or name of a channel that it is a member of. */
  readonly channel: string;
  /** Without a trailing slash: `https://slack.com/api`. */
  readonly apiUrl: string;
}

/** A message of a bot: by itself, or a reply. */
export interface BotReply {
  /** The message that it is a reply to. */
  readonly thread: SmokeThread;
  /** Show it in the channel too. */
  readonly broadcast: boolean;
}

const answerSchema = z.union([
  z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Errors by which only a later request may succeed. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const temporary: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);

/** Errors that are about the thread: the message that began it is gone, or takes no replies. */
const aboutThread: readonly string[] = [
  'cannot_reply_to_message',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
];

/**
 * Posts a message as a bot; a reply whose thread is gone becomes a message of its own. Unlike a webhook's, its delivery says
 * where replies belong. A failure is a value.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export async function postAsBot(
  bot: SlackBot,
  message: WebhookMessage,
  reply?: BotReply,
  options: SlackOptions = {},
): Promise<SlackDelivery> {
  const { token, channel, apiUrl } = bot;
  const url = `${apiUrl}/chat.postMessage`;
  // A token with a line break would be an error of the HTTP client that shows all of it.
  if (!/^[!-~]+$/.test(token)) {
    return { delivered: false, kind: 'refused', reason: 'the bot token is not one line of ASCII' };
  }
  const body =
    reply === undefined
      ? { channel, ...message }
      : {
          channel: reply.thread.channel,
          thread_ts: reply.thread.ts,
          reply_broadcast: reply.broadcast,
          ...message,
        };
  const delivery = await send(
    {
      url,
      secret: { text: token, shown: '[token]' },
      headers: { authorization: `Bearer ${token}` },
      body,
      deliveryOf: ({ status }, answer) => deliveryIn(status, answer, reply?.thread),
    },
    options,
  );
  const isLost =
    reply !== undefined &&
    !delivery.delivered &&
    aboutThread.some((error) => delivery.reason.endsWith(` ${error}`));
  return isLost ? postAsBot(bot, message, undefined, options) : delivery;
}

/** A reply to a reply belongs to the first message, so the thread stays the one that there is. */
function deliveryIn(status: number, text: string, thread: SmokeThread | undefined): SlackDelivery {
  const { data } = answerSchema.safeParse(jsonOf(text));
  if (data?.ok === true) {
    return { delivered: true, posted: thread ?? { channel: data.channel, ts: data.ts } };
  }
  const kind =
    isTemporary(status) || data === undefined || temporary.has(data.error)
      ? 'unavailable'
      : 'refused';
  const reason = `Slack responded with ${status} ${data?.error ?? 'and no JSON of its Web API'}`;
  return { delivered: false, kind, reason };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
