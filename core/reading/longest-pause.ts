const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = 24 * 60;
const MINUTE_MS = 60_000;
/** The days that are looked at begin here. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
/** A year and a bit, so that a yearly schedule fires twice in it. */
const DAYS = 400;

/** Memo by expression and zone: a fleet has few of them. */
const known = new Map<string, number | undefined>();

/**
 * Longest pause between two starts of a schedule, in minutes: what a failure can at most stay unseen. Takes the five
 * fields of POSIX cron with names and steps, and EventBridge's `cron(…)` and `rate(…)`; undefined for anything else.
 * Rarer than yearly counts as 400 days.
 *
 * @param timezone IANA name of the zone in which the schedule is read, default UTC. A start in the hour that daylight
 *   saving time leaves out does not happen, and one in the hour that is repeated happens once, as with EventBridge.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function longestPause(expression: string, timezone = 'UTC'): number | undefined {
  const key = `${timezone} ${expression}`;
  if (!known.has(key)) known.set(key, compute(expression, timezone));
  return known.get(key);
}

function compute(expression: string, timezone: string): number | undefined {
  const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression);
  if (rate !== null) {
    const minutes = { minute: 1, hour: 60, day: DAY }[rate[2] as 'minute' | 'hour' | 'day'];
    return Number(rate[1]) * minutes;
  }
  const aws = /^cron\((.*)\)$/.exec(expression.trim());
  const fields = (aws?.[1] ?? expression).trim().replaceAll('?', '*').split(/\s+/);
  if (fields.length !== (aws === null ? 5 : 6)) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12, MONTHS);
  // EventBridge counts Sunday as 1, POSIX as 0 and 7.
  const weekdays =
    aws === null
      ? valuesOf(weekday, 0, 7, WEEKDAYS, 0)?.map((value) => value % 7)
      : valuesOf(weekday, 1, 7, WEEKDAYS)?.map((value) => value - 1);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const anyDay = day.startsWith('*');
  const anyWeekday = weekday.startsWith('*');
  const fires = (date: Date): boolean => {
    if (!months.includes(date.getUTCMonth() + 1)) return false;
    const byDay = days.includes(date.getUTCDate());
    const byWeekday = weekdays.includes(date.getUTCDay());
    // POSIX: where both are restricted, either will do.
    return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
  };
  const times = hours.flatMap((h) => minutes.map((m) => h * 60 + m)).sort((a, b) => a - b);
  return pauseOf(times, fires, wallClock(timezone));
}

function pauseOf(
  times: readonly number[],
  fires: (date: Date) => boolean,
  instantOf: (day: number, time: number) => number | undefined,
): number {
  let last: number | undefined;
  let longest = 0;
  for (let index = 0; index < DAYS; index += 1) {
    if (!fires(new Date(FIRST_DAY + index * DAY * MINUTE_MS))) continue;
    for (const time of times) {
      const at = instantOf(index, time);
      if (at === undefined) continue;
      if (last !== undefined) longest = Math.max(longest, at - last);
      last = at;
    }
  }
  return longest === 0 ? DAYS * DAY : longest;
}

/** When a minute of a day of the zone is, in minutes since the first day's midnight in UTC; undefined: left out. */
function wallClock(timezone: string): (day: number, time: number) => number | undefined {
  if (timezone === 'UTC') return (day, time) => day * DAY + time;
  const ahead = minutesAhead(timezone);
  const offsets = Array.from({ length: DAYS + 2 }, (_, day) => ahead((day - 1) * DAY));
  return (day, time) => {
    const wall = day * DAY + time;
    // The zones are less than a day from UTC: the offset is that of the day before or of the day after.
    const [before = 0, after = 0] = [offsets[day], offsets[day + 2]];
    if (before === after) return wall - before;
    const found = [wall - before, wall - after].filter((at) => at + ahead(at) === wall);
    return found.length === 0 ? undefined : Math.min(...found);
  };
}

/** Minutes that a zone is ahead of UTC at a minute of the days that are looked at. */
function minutesAhead(timezone: string): (minute: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  });
  return (minute) => {
    const parts = format.formatToParts(FIRST_DAY + minute * MINUTE_MS);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  };
}

/** Values of one field; undefined when it cannot be read. */
function valuesOf(
  field: string,
  lowest: number,
  highest: number,
  names: readonly string[] = [],
  firstName = 1,
): readonly number[] | undefined {
  const found = new Set<number>();
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toLowerCase());
    return named === -1 ? Number(text) : named + firstName;
  };
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, from, to, step] = match;
    const start = from === undefined ? lowest : numberOf(from);
    const open = from === undefined || step !== undefined;
    const end = to === undefined ? (open ? highest : start) : numberOf(to);
    const stride = Number(step ?? 1);
    if (!(start >= lowest && end <= highest && start <= end && stride >= 1)) return undefined;
    for (let value = start; value <= end; value += stride) found.add(value);
  }
  return [...found];
}

/** A pause in the largest unit that keeps it short: `every 4 h`, `every 90 min`, `every 7 d`. */
export function pauseText(minutes: number): string {
  if (minutes % DAY === 0) return minutes === DAY ? 'daily' : `every ${minutes / DAY} days`;
  return minutes % 60 === 0 ? `every ${minutes / 60} h` : `every ${minutes} min`;
}
