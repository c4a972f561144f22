import { smallText } from '../../core/kernel/http';
import type { SmokeThread } from '../../core/smoke/announce';

/** A message in the form an incoming webhook takes. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface WebhookMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

/**
 * How a message fared. `reason` never holds the webhook's address or the token, which are secrets. `refused`: no later attempt
 * will do, someone has to act (`no_service`, `channel_is_archived`, no readable webhook); `unavailable`: a later one may.
 */
export type SlackDelivery =
  /** `posted`: where a reply to it belongs; a webhook does not tell. */
  | { readonly delivered: true; readonly posted?: SmokeThread }
  | {
      readonly delivered: false;
      readonly kind: 'refused' | 'unavailable';
      readonly reason: string;
    };

export interface SlackOptions {
  readonly timeoutMs?: number;
  readonly attempts?: number;
  /** Milliseconds that count as one second of waiting; a test sets it low. */
  readonly secondMs?: number;
}

const longestWaitSeconds = 30;

/** One request to Slack, and what its answer means. */
interface SlackRequest {
  readonly url: string;
  /** What no reason may hold. */
  readonly secret: { readonly text: string; readonly shown: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  /** `answer`: all of the body. */
  readonly deliveryOf: (response: Response, answer: string) => SlackDelivery;
}

/**
 * Posts a message to an incoming webhook, waiting as Slack asks when it limits the rate. A failure is a value: messages
 * are never worth an error.
 */
export async function postToSlack(
  webhookUrl: string,
  message: WebhookMessage,
  options: SlackOptions = {},
): Promise<SlackDelivery> {
  if (!URL.canParse(webhookUrl)) {
    return { delivered: false, kind: 'refused', reason: 'the webhook is not a URL' };
  }
  const request: SlackRequest = {
    url: webhookUrl,
    secret: { text: webhookUrl, shown: '[webhook]' },
    body: message,
    deliveryOf: ({ ok, status }, answer) =>
      ok
        ? { delivered: true }
        : {
            delivered: false,
            kind: isTemporary(status) ? 'unavailable' : 'refused',
            reason: `Slack responded with ${status} ${answer.slice(0, 100)}`,
          },
  };
  return send(request, options);
}

/** Sends a request until it is delivered or refused, or the attempts are used up. */
export async function send(
  { url, secret, headers = {}, body, deliveryOf }: SlackRequest,
  { timeoutMs = 10_000, attempts = 3, secondMs = 1000 }: SlackOptions,
): Promise<SlackDelivery> {
  let reason = 'not tried';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    let waitSeconds = attempt;
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: JSON.stringify(body),
      });
      const delivery = deliveryOf(response, await smallText(response));
      // Delivered, or the message or the webhook is wrong: trying again changes nothing.
      if (delivery.delivered || delivery.kind === 'refused') return delivery;
      reason = delivery.reason;
      const asked = Number(response.headers.get('retry-after') ?? attempt);
      waitSeconds = Number.isFinite(asked)
        ? Math.min(longestWaitSeconds, Math.max(0, asked))
        : attempt;
    } catch (error) {
      reason = (error instanceof Error ? error.message : String(error)).replaceAll(
        secret.text,
        secret.shown,
      );
    }
    if (attempt < attempts) await wait(waitSeconds * secondMs);
  }
  return { delivered: false, kind: 'unavailable', reason };
}

/** Whether the same request may succeed later. */
export function isTemporary(status: number): boolean {
  return status >= 500 || status === 429;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
