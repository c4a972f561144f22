/** When a cron expression fires within a day. */
export interface CronTimes {
  /** True when neither day, month nor weekday is restricted. */
  readonly everyDay: boolean;
  /** Hours of the day (0 to 23) it fires in, ascending. */
  readonly hours: readonly number[];
  /** Longest pause between two hours it fires in, in hours, over midnight too. */
  readonly longestPause: number;
}

/** Reads the five fields of a POSIX cron expression; undefined when they cannot be read. */
export function cronInterval(cron: string): CronTimes | undefined {
  const fields = cron.trim().split(/\s+/);
  const [, hour = '', day, month, weekday] = fields;
  if (fields.length !== 5) return undefined;
  const hours = hoursOf(hour);
  const [first] = hours;
  if (first === undefined) return undefined;
  const pauses = hours.map((value, index) => (hours[index + 1] ?? first + 24) - value);
  return {
    everyDay: isAny(day) && isAny(month) && isAny(weekday),
    hours,
    longestPause: Math.max(...pauses),
  };
}

function isAny(field: string | undefined): boolean {
  return field === '*' || field === '*/1';
}

function hoursOf(field: string): readonly number[] {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return [];
    const [, from, to, step] = match;
    const start = Number(from ?? 0);
    const end = Number(to ?? (from === undefined || step !== undefined ? 23 : from));
    const stride = Number(step ?? 1);
    if (stride < 1 || end > 23) return [];
    for (let value = start; value <= end; value += stride) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}
