/** When each attempt of a check starts, as a value: who runs it does the waiting. */
export interface RetrySchedule {
  readonly attempts: number;
  /** Seconds before the second attempt; doubled before each further one. */
  readonly delaySeconds: number;
}

/** Most attempts of one check. */
export const mostAttempts = 10;

/** Longest wait between two attempts, in seconds. */
export const longestDelaySeconds = 300;

/** Seconds to wait before attempt `number` (1 is the first); undefined when there is no such attempt. */
export function delayBefore(schedule: RetrySchedule, number: number): number | undefined {
  if (!Number.isInteger(number) || number < 1 || number > schedule.attempts) return undefined;
  if (number === 1) return 0;
  return Math.min(longestDelaySeconds, schedule.delaySeconds * 2 ** (number - 2));
}
