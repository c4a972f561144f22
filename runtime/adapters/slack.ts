/** A message in the form an incoming webhook takes. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface WebhookMessage {
  readonly text: string;
  readonly blocks: readonly object[];
}

/**
 * How a message fared. `reason` never holds the webhook's address, which is a secret. `refused`: no later attempt will
 * do, someone has to act (`no_service`, `channel_is_archived`, no readable webhook); `unavailable`: a later one may.
 */
export type SlackDelivery =
  | { readonly delivered: true }
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

/**
 * Posts a message, waiting as Slack asks when it limits the rate. A failure is a value: messages are never worth an
 * error.
 */
export async function postToSlack(
  webhookUrl: string,
  message: WebhookMessage,
  options: SlackOptions = {},
): Promise<SlackDelivery> {
  const { timeoutMs = 10_000, attempts = 3, secondMs = 1000 } = options;
  let reason = 'not tried';
  if (!URL.canParse(webhookUrl)) {
    return { delivered: false, kind: 'refused', reason: 'the webhook is not a URL' };
  }
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    let waitSeconds = attempt;
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(message),
      });
      const answer = (await response.text()).slice(0, 100);
      if (response.ok) return { delivered: true };
      reason = `Slack responded with ${response.status} ${answer}`;
      // The message or the webhook is wrong: trying again changes nothing.
      if (response.status < 500 && response.status !== 429) {
        return { delivered: false, kind: 'refused', reason };
      }
      const asked = Number(response.headers.get('retry-after') ?? attempt);
      waitSeconds = Number.isFinite(asked)
        ? Math.min(longestWaitSeconds, Math.max(0, asked))
        : attempt;
    } catch (error) {
      reason = (error instanceof Error ? error.message : String(error)).replaceAll(
        webhookUrl,
        '[webhook]',
      );
    }
    if (attempt < attempts) await wait(waitSeconds * secondMs);
  }
  return { delivered: false, kind: 'unavailable', reason };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
