import { longestDelaySeconds, type RetrySchedule } from './retry';

/** Milliseconds an attempt may take beyond its latency budget, to tell a slow service from a dead one. */
export const graceMs = 5000;

/** What the length of a run depends on. */
export interface TimedRun extends RetrySchedule {
  readonly checks: readonly { readonly latencyBudgetMs: number }[];
}

/** Seconds that a run can take at the longest: all checks run at the same time. */
export function longestRunSeconds({ checks, attempts, delaySeconds }: TimedRun): number {
  const slowest = Math.max(0, ...checks.map((check) => check.latencyBudgetMs)) + graceMs;
  let seconds = (attempts * slowest) / 1000;
  for (let retry = 0; retry < attempts - 1; retry += 1) {
    seconds += Math.min(longestDelaySeconds, delaySeconds * 2 ** retry);
  }
  return seconds;
}

/** Seconds a monitor needs beside its run: clients and secrets before, metrics, state and Slack after it. */
const aroundSeconds = 60;

/** Seconds after which a scheduled monitor of the run is ended: none of its attempts is cut short. */
export function monitorSeconds(run: TimedRun): number {
  return Math.ceil(longestRunSeconds(run)) + aroundSeconds;
}
