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

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** Weekdays by name mean the same in both dialects; a step after `/` stays a number. */
function namedWeekdays(field: string): string {
  return field.replace(/(?<![/\d])[0-7](?!\d)/g, (digit) => weekdays[Number(digit)] ?? digit);
}
