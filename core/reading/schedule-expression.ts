import { cronInterval, type CronTimes } from './cron';

/**
 * Reads an EventBridge expression: `cron(minute hour day month weekday year)` with `?` for "any", or `rate(n unit)`.
 * A rate of hours or days counts as every day; its hours are not fixed, so the list is empty.
 */
export function scheduleTimes(expression: string): CronTimes | undefined {
  const cron = /^cron\(\s*(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+\S+\s*\)$/.exec(expression);
  if (cron !== null) return cronInterval((cron[1] ?? '').replace(/\?/g, '*'));
  const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression);
  if (rate === null) return undefined;
  const hours = { minute: 1 / 60, hour: 1, day: 24 }[rate[2] as 'minute' | 'hour' | 'day'];
  return { everyDay: true, hours: [], longestPause: Number(rate[1]) * hours };
}
