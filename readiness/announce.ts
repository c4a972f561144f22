import type { History } from './history';

export type Announcement = 'below' | 'recovered';

/**
 * Decides what the channel is still to be told: once when the score falls below the threshold, once when it recovers,
 * nothing while it stays. A fall and a recovery while the channel could not be reached cancel each other out.
 */
export function announce(slack: History['slack'], reached: boolean): History['slack'] {
  const rest = withoutPending(slack);
  const state: Announcement = reached ? 'recovered' : 'below';
  // Nothing was ever wrong: good news about nothing is noise.
  if (state === 'recovered' && slack.announced === 'nothing') return rest;
  return slack.announced === state ? rest : { ...rest, pending: state };
}

/** The channel's state after the pending message was delivered. */
export function delivered(slack: History['slack']): History['slack'] {
  const rest = withoutPending(slack);
  return slack.pending === undefined ? rest : { ...rest, announced: slack.pending };
}

function withoutPending(slack: History['slack']): History['slack'] {
  return {
    announced: slack.announced,
    ...(slack.digest === undefined ? {} : { digest: slack.digest }),
  };
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
