/**
 * What clocks in a time zone show at an instant, as an ISO 8601 time without its offset: the day, week and month that a run belongs to
 * are those of whoever set its schedule. In Auckland the first of a month begins on the last day of UTC's month before.
 *
 * @param timezone IANA name.
 * @throws RangeError for a time zone that does not exist.
 */
export function localTime(instant: string, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
}
