import { z } from 'zod';

/** A message of a queue for what was given up. */
export interface Letter {
  readonly id: string;
  readonly body: string;
  /** ISO 8601. */
  readonly sentAt: string;
  /** What Lambda or Scheduler says of why; undefined where they say nothing. */
  readonly error?: string | undefined;
}

const work = z.object({
  owner: z.string(),
  repository: z.object({ name: z.string() }),
  period: z.string(),
  scheduledAt: z.string(),
});
const event = z.object({ period: z.string(), scheduledAt: z.string() });

/** Whether the worker could take the letter: another one would come back. */
export function isWork({ body }: Letter): boolean {
  return work.safeParse(valueOf(body)).success;
}

/** A letter in one line. */
export function letterText(letter: Letter): string {
  const sent = `sent ${letter.sentAt}`;
  const error = letter.error === undefined ? '' : `: ${oneLine(letter.error)}`;
  const message = work.safeParse(valueOf(letter.body));
  if (message.success) {
    const { owner, repository, period, scheduledAt } = message.data;
    return `${owner}/${repository.name}, ${period} run of ${scheduledAt}, ${sent}${error}`;
  }
  const run = event.safeParse(valueOf(letter.body));
  if (run.success) return `${run.data.period} run of ${run.data.scheduledAt}, ${sent}${error}`;
  return `not readable, ${sent}: ${oneLine(letter.body)}`;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
