/** Days before its end from which a waiver is announced. */
export const noticeDays = 7;

/** `expiring`: it counts, and ends within {@link noticeDays}. `expired`: it no longer counts. */
export const expiryNames = ['active', 'expiring', 'expired'] as const;
export type Expiry = (typeof expiryNames)[number];

/** Whether a waiver counts on a day. Its last day is one of those on which it does. */
export function expiryOf({ until }: { readonly until: string }, today: string): Expiry {
  const left = daysBetween(today, until);
  if (left < 0) return 'expired';
  return left <= noticeDays ? 'expiring' : 'active';
}

/** Whole days from one day to another; negative where the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1000));
}
