/** When something began and ended, in milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * Seconds that are covered by at least one interval. Jobs side by side count once, the time between two attempts of a run
 * does not, and a job that GitHub lists again for a later attempt that did not re-run it adds nothing.
 */
export function busySeconds(intervals: readonly Interval[]): number {
  // Stryker disable next-line EqualityOperator: no time at all adds nothing.
  const sorted = intervals.filter(({ from, to }) => Number.isFinite(from) && to >= from);
  sorted.sort((a, b) => a.from - b.from);
  let covered = 0;
  let end = -Infinity;
  for (const { from, to } of sorted) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return Math.round(covered / 1000);
}
