import { postToSlack, type SlackDelivery, type WebhookMessage } from '../adapters/slack';
import { postAsBot, type BotReply, type SlackBot } from '../adapters/slack-bot';

/** Who posts: an incoming webhook, or a bot. What is secret of either is read when it is needed. */
export type SlackSource =
  | { readonly webhook: () => Promise<string> }
  | { readonly bot: Omit<SlackBot, 'token'> & { readonly token: () => Promise<string> } };

/**
 * Hands messages to the webhook or the bot. A secret that cannot be read loses messages and nothing else: it is
 * reported as refused, since someone has to act. A webhook cannot reply, so `reply` is for bots. `noted` hears of every
 * delivery.
 */
export function slackSender(
  source: SlackSource,
  noted: (delivery: SlackDelivery) => void,
): (message: WebhookMessage, reply?: BotReply) => Promise<SlackDelivery> {
  return async (message, reply) => {
    const delivery = await deliver(source, message, reply);
    noted(delivery);
    return delivery;
  };
}

async function deliver(
  source: SlackSource,
  message: WebhookMessage,
  reply: BotReply | undefined,
): Promise<SlackDelivery> {
  const [what, read] =
    'webhook' in source
      ? (['webhook', source.webhook] as const)
      : (['bot token', source.bot.token] as const);
  let secret: string;
  try {
    secret = await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { delivered: false, kind: 'refused', reason: `the ${what} cannot be read: ${reason}` };
  }
  return 'webhook' in source
    ? postToSlack(secret, message)
    : postAsBot({ ...source.bot, token: secret }, message, reply);
}

/**
 * What a delivery counts as: `SlackRefused` is 1 or 0 for every message that came to an end, so that the newest value says
 * how it is; `SlackFailures` counts those that were not delivered, for whatever reason.
 */
export function slackMetrics(delivery: SlackDelivery): readonly (readonly [string, number])[] {
  if (delivery.delivered) return [['SlackRefused', 0]];
  return [
    ['SlackFailures', 1],
    ...(delivery.kind === 'refused' ? [['SlackRefused', 1] as const] : []),
  ];
}
