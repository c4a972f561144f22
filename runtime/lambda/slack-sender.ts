import { postToSlack, type SlackDelivery, type WebhookMessage } from '../adapters/slack';

/**
 * Hands messages to the webhook that `webhook` reads. One that cannot be read loses messages and nothing else: it is
 * reported as refused, since someone has to act. `noted` hears of every delivery.
 */
export function slackSender(
  webhook: () => Promise<string>,
  noted: (delivery: SlackDelivery) => void,
): (message: WebhookMessage) => Promise<SlackDelivery> {
  return async (message) => {
    const delivery = await deliver(webhook, message);
    noted(delivery);
    return delivery;
  };
}

async function deliver(
  webhook: () => Promise<string>,
  message: WebhookMessage,
): Promise<SlackDelivery> {
  let url: string;
  try {
    url = await webhook();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { delivered: false, kind: 'refused', reason: `the webhook cannot be read: ${reason}` };
  }
  return postToSlack(url, message);
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
