/** One remembered score of a branch. */
export interface TrendPoint {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly commit: string;
  readonly score: number;
}

const day = 24 * 60 * 60 * 1000;

/** Days the history reaches back. */
export const historyDays = 90;

/** Points of the last `days` days, oldest first. */
export function recent<T extends { readonly at: string }>(
  points: readonly T[],
  now: string,
  days: number = historyDays,
): readonly T[] {
  const earliest = Date.parse(now) - days * day;
  return points
    .filter((point) => Date.parse(point.at) >= earliest)
    .sort((a, b) => compareTimes(a.at, b.at));
}

function compareTimes(a: string, b: string): number {
  if (a < b) return -1;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: a sort asks only whether one comes before another.
  return a > b ? 1 : 0;
}

export interface Change {
  readonly from: number;
  readonly to: number;
  readonly delta: number;
}

/**
 * Change from the last point at or before `days` days ago (else the first within them) to the newest; undefined when the
 * newest is the only one there is.
 */
export function changeOver(
  points: readonly Omit<TrendPoint, 'commit'>[],
  now: string,
  days: number,
): Change | undefined {
  const sorted = recent(points, now);
  const newest = sorted.at(-1);
  if (newest === undefined) return undefined;
  const since = Date.parse(now) - days * day;
  const before = sorted.filter((point) => Date.parse(point.at) <= since).at(-1) ?? sorted[0];
  const isAlone = before === newest && Date.parse(newest.at) > since;
  // Stryker disable next-line ConditionalExpression: with a newest there is one before.
  if (before === undefined || isAlone) return undefined;
  return { from: before.score, to: newest.score, delta: oneDecimal(newest.score - before.score) };
}

/**
 * The change over a week, a month and the whole history. A longer time is left out when the points reach no further back
 * than the shorter one: it would say the same again.
 */
export function changesOver(
  points: readonly TrendPoint[],
  now: string,
): readonly (Change & { readonly days: number })[] {
  const [oldest] = recent(points, now);
  const age = oldest === undefined ? 0 : (Date.parse(now) - Date.parse(oldest.at)) / day;
  return [7, 30, historyDays].flatMap((days, index, all) => {
    const change = age > (all[index - 1] ?? 0) ? changeOver(points, now, days) : undefined;
    return change === undefined ? [] : [{ ...change, days }];
  });
}

export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Smallest range that is drawn from bottom to top: what changes less than that looks like it. */
const smallestRange = 10;

/**
 * One character per value, evenly thinned to at most `width`; the newest value is always shown. The scale is the values' own
 * range, which stands beside it (see {@link rangeOf}), or 77 would look like 86; values that hardly differ stay in the middle.
 */
export function sparkline(values: readonly number[], width = 30): string {
  const count = Math.min(width, values.length);
  const { low, high } = rangeOf(values);
  const range = Math.max(smallestRange, high - low);
  const bottom = (low + high - range) / 2;
  return Array.from({ length: count }, (_, index) => {
    const from =
      values.length -
      1 -
      Math.round(((count - 1 - index) * (values.length - 1)) / Math.max(1, count - 1));
    const share = ((values[from] ?? 0) - bottom) / range;
    return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? bars[0];
  }).join('');
}

/** Smallest and largest of some values. */
function rangeOf(values: readonly number[]): {
  readonly low: number;
  readonly high: number;
} {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** A sparkline as a code span with its scale, nothing of no values: `▁▄█` 77 to 86 %. */
export function scaledSparkline(values: readonly number[], unit: string): string {
  if (values.length === 0) return '';
  const { low, high } = rangeOf(values);
  const scale = low === high ? `${low}${unit}` : `${low} to ${high}${unit}`;
  return `\`${sparkline(values)}\` ${scale}`;
}
