import { daysBetween, noticeDays } from '../readiness/days';
import { type Waiver } from './waiver';

/** `expiring`: it counts, and ends within {@link noticeDays}. `expired`: it no longer counts. */
export type Expiry = 'active' | 'expiring' | 'expired';

/** The day of an instant in UTC: `2026-03-31`. */
export function dayOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar, as `2026-03-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a waiver counts on a day. Its last day is one of those on which it does. */
export function expiryOf({ until }: Pick<Waiver, 'until'>, today: string): Expiry {
  const left = daysBetween(today, until);
  if (left < 0) return 'expired';
  return left <= noticeDays ? 'expiring' : 'active';
}
