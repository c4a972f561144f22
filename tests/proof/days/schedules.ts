/** A schedule of EventBridge Scheduler. */
export interface Schedule {
  /** `cron(…)` with numbers, names, lists and ranges, or `rate(… hours)`. */
  readonly expression: string;
  readonly timezone: string;
}

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const minuteMs = 60_000;

/** Local times by zone and time; a formatter is slow to make. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Weekday (Sunday = 1, as EventBridge counts), and the numbers of the local time. */
function localOf(time: number, timezone: string) {
  const known = formatters.get(timezone);
  const formatter =
    known ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: timezone, hourCycle: 'h23', weekday: 'short', month: 'numeric' },
      ...{ day: 'numeric', hour: 'numeric', minute: 'numeric' },
    });
  formatters.set(timezone, formatter);
  const parts = Object.fromEntries(
    formatter.formatToParts(time).map(({ type, value }) => [type, value]),
  );
  const number = (part: string): number => Number(parts[part]);
  return {
    minute: number('minute'),
    hour: number('hour'),
    day: number('day'),
    month: number('month'),
    weekday: dayNames.indexOf(String(parts['weekday']).toUpperCase()) + 1,
  };
}

/**
 * Whether a schedule starts at a time, in milliseconds, of a whole minute. What falls into the hour that the spring leaves out is
 * left out, and what falls into the hour that the autumn repeats happens once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function isDue({ expression, timezone }: Schedule, time: number): boolean {
  const [, rate] = /^rate\((\d+) hours?\)$/.exec(expression) ?? [];
  if (rate !== undefined) return time % (Number(rate) * 60 * minuteMs) === 0;
  const [, fields = ''] = /^cron\((.*)\)$/.exec(expression) ?? [];
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields.split(' ');
  const matches = (at: number): boolean => {
    const local = localOf(at, timezone);
    return (
      has(minute, local.minute) &&
      has(hour, local.hour) &&
      has(day, local.day) &&
      has(month, local.month) &&
      has(weekday, local.weekday)
    );
  };
  return matches(time) && !matches(time - 60 * minuteMs);
}

function has(field: string, value: number): boolean {
  if (field === '*' || field === '?') return true;
  return field.split(',').some((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map((text) => {
      const named = dayNames.indexOf(text);
      return named === -1 ? Number(text) : named + 1;
    });
    if (Number.isNaN(from) || Number.isNaN(to)) throw new Error(`cannot read ${field}`);
    return value >= from && value <= to;
  });
}
