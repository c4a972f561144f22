/** A schedule in the words of EventBridge Scheduler, or why there is none. */
export type ScheduleExpression =
  | { readonly ok: true; readonly expression: string }
  | { readonly ok: false; readonly reason: string };

/**
 * EventBridge's `cron(…)` of a POSIX cron expression, the one dialect a stack file uses. The two differ: EventBridge has
 * a sixth field for the year, wants `?` in one of the two day fields, counts weekdays from Sunday = 1, and cannot say
 * "on this day of the month or on that weekday".
 *
 * @param cron five fields: minute, hour, day of month, month, day of week.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function cronSchedule(cron: string): ScheduleExpression {
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return { ok: false, reason: 'must have five fields' };
  if (day !== '*' && weekday !== '*') {
    return {
      ok: false,
      reason:
        'restricts both day of month and day of week, which EventBridge Scheduler cannot express',
    };
  }
  const days = weekday === '*' ? [day, month, '?'] : ['?', month, namedWeekdays(weekday)];
  return { ok: true, expression: `cron(${[minute, hour, ...days, '*'].join(' ').toUpperCase()})` };
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/**
 * Weekdays by name, which mean the same in both dialects. A range that ends on Sunday, or runs over it, would wrap round
 * EventBridge's week, which begins there, and one with a step counts from another day: the days of such a field are
 * written out.
 */
function namedWeekdays(field: string): string {
  const parts = field.split(',').map(weekdayPart);
  if (parts.some((part) => part === undefined)) return field;
  const known = parts.filter((part) => part !== undefined);
  if (known.every(({ text }) => text !== undefined)) {
    return [...new Set(known.map(({ text = '' }) => text))].join(',');
  }
  const days = new Set(known.flatMap((part) => part.days));
  return weekdays.filter((_, index) => days.has(index)).join(',');
}

interface WeekdayPart {
  /** Numbers of the days, Sunday = 0. */
  readonly days: readonly number[];
  /** The same as EventBridge takes it; undefined: the days have to be written out. */
  readonly text: string | undefined;
}

/** One part of a list; undefined for `*` with or without a step, which both dialects count from Sunday. */
function weekdayPart(part: string): WeekdayPart | undefined {
  const [, from = '', to, step] = /^(\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const first = dayNumber(from);
  if (first === undefined) return undefined;
  // POSIX says nothing of a step without a range; cron counts to the end of the week.
  const last = to === undefined ? (step === undefined ? first : 6) : (dayNumber(to) ?? first);
  const end = last < first ? last + 7 : last;
  const days: number[] = [];
  for (let day = first; day <= end; day += Math.max(1, Number(step ?? 1))) days.push(day % 7);
  const isPlain = step === undefined && end === last && last < 7;
  const name = (day: number): string => weekdays[day % 7] ?? '';
  if (to === undefined && step === undefined) return { days, text: name(first) };
  return { days, text: isPlain ? `${name(first)}-${name(last)}` : undefined };
}

/** Number of a weekday by number or English name; Sunday is 0 and, as the end of a range, 7. */
function dayNumber(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const index = weekdays.findIndex((name) => name === text.toUpperCase());
  return index === -1 ? undefined : index;
}
