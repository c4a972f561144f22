import * as z from 'zod/mini';
import type { Immutable } from '../kernel/immutable';
import { isTimezone } from '../kernel/timezone';

const runs = z.int().check(z.minimum(1), z.maximum(10));
const clock = z
  .string()
  .check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 02:30'));
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const window = z.strictObject({
  days: z._default(
    z
      .array(z.enum(days))
      .check(z.minLength(1), z.describe('Weekdays on which the window begins; default all.')),
    [...days],
  ),
  from: clock.check(z.describe('Time of day at which the window begins.')),
  to: clock.check(
    z.describe('Time of day at which it ends; on the next day if it is not after `from`.'),
  ),
  timezone: z._default(
    z
      .string()
      .check(
        z.refine(isTimezone, 'must be an IANA time zone, such as UTC or Europe/Berlin'),
        z.describe('IANA time zone of both times.'),
      ),
    'UTC',
  ),
});

/** When a failure is worth a message; the verdict of a run does not depend on it. */
export const alertsShape = {
  failAfter: z._default(
    runs.check(z.describe('Failing runs in a row after which a failure is reported.')),
    1,
  ),
  recoverAfter: z._default(
    runs.check(z.describe('Passing runs in a row after which a reported failure counts as over.')),
    2,
  ),
  remindEveryHours: z._default(
    z
      .int()
      .check(
        z.minimum(0),
        z.maximum(720),
        z.describe('Hours after which a failure that lasts is reported again; 0: never.'),
      ),
    24,
  ),
  maintenance: z._default(
    z
      .array(window)
      .check(
        z.maxLength(20),
        z.describe('Windows in which checks run and nothing is reported, at most 20.'),
      ),
    [],
  ),
  muteUntil: z.exactOptional(
    z.iso
      .datetime({ offset: true, error: 'must be a time such as 2026-12-01T08:00:00Z' })
      .check(z.describe('Time until which checks run and nothing is reported.')),
  ),
};

export const alertsSchema = z.strictObject(alertsShape);
export type SmokeAlerts = Immutable<z.output<typeof alertsSchema>>;
export const defaultAlerts: SmokeAlerts = alertsSchema.parse({});

/** Whether nothing is to be reported at a time, ISO 8601. */
export function isQuiet({ maintenance, muteUntil }: SmokeAlerts, now: string): boolean {
  if (muteUntil !== undefined && Date.parse(now) < Date.parse(muteUntil)) return true;
  return maintenance.some((each) => {
    const { day, minute } = localTime(now, each.timezone);
    const [from, to] = [minuteOf(each.from), minuteOf(each.to)];
    const begins = (on: number): boolean => each.days.some((name) => days.indexOf(name) === on);
    if (from < to) return begins(day) && minute >= from && minute < to;
    // Over midnight: since this evening, or since yesterday's.
    return (begins(day) && minute >= from) || (begins((day + 6) % 7) && minute < to);
  });
}

/** Minute of the day and day of the week (Monday is 0) that clocks of a time zone show. */
function localTime(
  now: string,
  timeZone: string,
): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(now));
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? '';
  return {
    day: days.findIndex((name) => name === part('weekday').toLowerCase()),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

function minuteOf(clockTime: string): number {
  const [hours = '', minutes = ''] = clockTime.split(':');
  return Number(hours) * 60 + Number(minutes);
}
