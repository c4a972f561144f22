import type { History } from './history';

/** Messages of one kind that a channel gets in one run of a stack, a repository each; of more repositories it hears in one message. */
export const mostMessages = 5;

type Announcement = 'below' | 'recovered';

/** What to announce to the channel now, and what to remember of it. */
export interface Claim {
  readonly slack: History['slack'];
  readonly tell: Announcement | undefined;
  /** Whether the weekly digest is due. */
  readonly digest: boolean;
}

export const nothingToTell: Pick<Claim, 'tell' | 'digest'> = { tell: undefined, digest: false };

/**
 * Decides what to announce to the channel: once when the score falls below the threshold, once when it recovers, nothing
 * while it stays, and the digest once a week, from the week after the first look on. What is returned is remembered
 * before anything is sent, in the very commit that records the score: of two writers that see the same change only the
 * one whose commit lands has something to tell. A message that then cannot be sent is {@link owed}. A fall and a recovery
 * while the channel could not be reached cancel each other out.
 */
export function claimMessages(slack: History['slack'], reached: boolean, week: string): Claim {
  const state: Announcement = reached ? 'recovered' : 'below';
  // Nothing was ever wrong: good news about nothing is noise.
  const isNews =
    slack.announced !== state && !(state === 'recovered' && slack.announced === 'nothing');
  return {
    slack: { announced: isNews ? state : slack.announced, digest: week },
    tell: isNews ? state : undefined,
    digest: slack.digest !== undefined && slack.digest !== week,
  };
}

/**
 * What is remembered when messages of a claim were not delivered: `before` is the state that the claim was made from. A
 * change that was announced since then says all there is to say.
 */
export function owed(
  slack: History['slack'],
  before: History['slack'],
  failed: Pick<Claim, 'tell' | 'digest'>,
): History['slack'] {
  // Stryker disable next-line ConditionalExpression: what was announced is something.
  const stands = failed.tell !== undefined && slack.announced === failed.tell;
  const digest = failed.digest ? before.digest : slack.digest;
  return {
    announced: stands ? before.announced : slack.announced,
    ...(stands ? { pending: failed.tell } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

export type SightNews = 'unseen' | 'seen';

/** News about whether the repository can be seen: once when it cannot any more, once when it can again. */
export function sightNews(
  known: History['slack']['sight'],
  isUnseen: boolean,
): SightNews | undefined {
  if (isUnseen === (known === 'unseen')) return undefined;
  return isUnseen ? 'unseen' : 'seen';
}

/** Whether a score is below its threshold that was not before: the change, of which there is one however long it stays. */
export function hasFallen(before: History, after: History): boolean {
  const isBelow = ({ document }: History): boolean =>
    document !== undefined && document.value < document.threshold;
  return isBelow(after) && !isBelow(before);
}

/** ISO 8601 week, such as 2026-W48. Weeks begin on Monday; week 1 has the year's first Thursday. */
export function isoWeek(now: string): string {
  const date = new Date(now);
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() === 0 ? 7 : date.getUTCDay()));
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000);
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}

export function month(now: string): string {
  return new Date(now).toISOString().slice(0, 7);
}
