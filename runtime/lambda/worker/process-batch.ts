import type { Problem } from '../../../core/kernel/problem';
import { GitHubError } from '../../adapters/github-error';
import { ReportNotDelivered } from './report-fleet';
import { onceKey, parseWorkMessage, subjectOf, type Work } from '../work-message';

/** A message as the queue delivered it. */
export interface Delivery {
  readonly messageId: string;
  readonly body: string;
}

/** `done`: the work was done now. `already`: an earlier delivery did it. `elsewhere`: another one is doing it. */
export type Once = 'done' | 'already' | 'elsewhere';

export interface WorkerPorts {
  /** Does the work unless it was done for the key before. A failure of the work is thrown and forgets the key. */
  readonly once: (key: string, message: Work) => Promise<Once>;
  /** Sends a message to the queue again, to be delivered after a delay of at most 900 seconds. */
  readonly sendAgain: (message: Work, delaySeconds: number) => Promise<void>;
  readonly now: () => number;
  /** Milliseconds until the function is ended. */
  readonly remainingMs: () => number;
  readonly tell: (event: WorkerEvent, of: Origin) => void;
}

/** What an event is about, so that lines of the log, messages and dead letters can be joined. */
interface Origin extends Partial<Pick<Work, 'stack' | 'period' | 'scheduledAt'>> {
  readonly messageId: string;
}

/** Why a message is sent again: GitHub's rate limit, the batch took too long to begin with it, or Slack did not take it. */
type Delay = 'limit' | 'time' | 'slack';

export type WorkerEvent =
  | { readonly kind: Once; readonly subject: string }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'later';
      readonly subject: string;
      readonly seconds: number;
      /** Seconds since its run was due. */
      readonly waited: number;
      readonly why: Delay;
    }
  | { readonly kind: 'failed'; readonly subject: string; readonly error: unknown };

/** Milliseconds that scoring a repository may need; with less left it is not begun. */
const reserveMs = 10_000;

/** The longest delay a queue takes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const longestDelaySeconds = 900;

/** How long after its time a run is still waited for. Later the message fails, so that it gets noticed. */
const patienceMs = 24 * 3_600_000;

/**
 * Handles the messages of a batch one after the other, as GitHub advises, and gives back the ids of those that failed.
 *
 * A message that GitHub's rate limit stops is no failure: it is sent to the queue again as a new one, delayed. So waiting
 * never counts as a receipt, and the dead-letter queue gets only what cannot be handled at all. `pausedUntil` is what an
 * earlier batch of this container learned about the limit; the value to remember is given back.
 */
export async function processBatch(
  deliveries: readonly Delivery[],
  ports: WorkerPorts,
  pausedUntil = 0,
): Promise<{ readonly failed: readonly string[]; readonly pausedUntil: number }> {
  const failed: string[] = [];
  let paused = pausedUntil;
  for (const { messageId, body } of deliveries) {
    const parsed = parseWorkMessage(body);
    if (!parsed.ok) {
      ports.tell({ kind: 'unreadable', problems: parsed.problems }, { messageId });
      failed.push(messageId);
      continue;
    }
    const message = parsed.value;
    const { stack, period, scheduledAt } = message;
    const of = { messageId, stack, period, scheduledAt };
    const own = {
      ...ports,
      tell: (event: WorkerEvent): void => {
        ports.tell(event, of);
      },
    };
    try {
      const handled = await handleMessage(message, own, paused);
      paused = handled.pausedUntil;
      if (!handled.isDealtWith) failed.push(messageId);
    } catch (error) {
      own.tell({ kind: 'failed', subject: subjectOf(message), error });
      failed.push(messageId);
    }
  }
  return { failed, pausedUntil: paused };
}

/** Ports that know what message they are for. */
interface MessagePorts extends Omit<WorkerPorts, 'tell'> {
  readonly tell: (event: WorkerEvent) => void;
}

interface Handled {
  /** False: the queue is to deliver the message again. */
  readonly isDealtWith: boolean;
  readonly pausedUntil: number;
}

async function handleMessage(
  message: Work,
  ports: MessagePorts,
  pausedUntil: number,
): Promise<Handled> {
  const own = message.notBefore === undefined ? 0 : Date.parse(message.notBefore);
  const until = Math.max(pausedUntil, own);
  if (until > ports.now()) {
    await later(message, until, ports, 'limit');
    return { isDealtWith: true, pausedUntil };
  }
  if (ports.remainingMs() < reserveMs) {
    await later(message, ports.now(), ports, 'time');
    return { isDealtWith: true, pausedUntil };
  }
  try {
    const once = await ports.once(onceKey(message), message);
    ports.tell({ kind: once, subject: subjectOf(message) });
    return { isDealtWith: once !== 'elsewhere', pausedUntil };
  } catch (error) {
    if (isNotDelivered(error)) {
      await later(message, ports.now() + longestDelaySeconds * 1000, ports, 'slack');
      return { isDealtWith: true, pausedUntil };
    }
    const seconds = limitIn(error);
    if (seconds === undefined) throw error;
    const limitedUntil = ports.now() + seconds * 1000;
    await later(message, limitedUntil, ports, 'limit');
    return { isDealtWith: true, pausedUntil: limitedUntil };
  }
}

async function later(message: Work, until: number, ports: MessagePorts, why: Delay): Promise<void> {
  const waited = ports.now() - Date.parse(message.scheduledAt);
  if (waited > patienceMs) {
    throw new Error(`given up after ${Math.round(waited / 3_600_000)} hours: ${reasons[why]}`);
  }
  const wanted = Math.ceil((until - ports.now()) / 1000);
  const seconds = Math.min(longestDelaySeconds, Math.max(0, wanted));
  const again = { ...message, notBefore: new Date(until).toISOString() };
  await ports.sendAgain(again, seconds);
  ports.tell({
    kind: 'later',
    subject: subjectOf(message),
    seconds,
    waited: Math.round(waited / 1000),
    why,
  });
}

const reasons: Readonly<Record<Delay, string>> = {
  limit: 'GitHub rate limit',
  time: 'batches take too long',
  slack: 'Slack takes no message',
};

/** Powertools hands an error of the work on as it is, but one that came while it read its table as a cause. */
function limitIn(error: unknown): number | undefined {
  if (error instanceof GitHubError) return error.retryAfterSeconds;
  return error instanceof Error && error.cause !== undefined ? limitIn(error.cause) : undefined;
}

/** The same for a report that Slack did not take. */
function isNotDelivered(error: unknown): boolean {
  if (error instanceof ReportNotDelivered) return true;
  return error instanceof Error && error.cause !== undefined && isNotDelivered(error.cause);
}
