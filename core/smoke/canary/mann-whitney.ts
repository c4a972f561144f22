import { normalUpperTail } from './normal';

/**
 * One-sided p of the Mann–Whitney U test: how likely values of `one` are at least so much larger than those of `other`
 * when both come from one distribution. Needs no normal distribution, which latencies never have. Normal approximation
 * with correction for ties and continuity, good from about twenty values each; 1 when there is nothing to compare.
 * https://www.itl.nist.gov/div898/handbook/prc/section3/prc35.htm
 */
export function mannWhitneyGreater(one: readonly number[], other: readonly number[]): number {
  const n = one.length;
  const m = other.length;
  if (n === 0 || m === 0) return 1;
  if (![...one, ...other].every(Number.isFinite)) return 1;
  const ones = Float64Array.from(one).sort();
  const others = Float64Array.from(other).sort();
  let rankSum = 0;
  let ties = 0;
  for (let i = 0, j = 0; i < n || j < m;) {
    const value = Math.min(ones[i] ?? Infinity, others[j] ?? Infinity);
    const before = i + j;
    const first = i;
    while (ones[i] === value) i += 1;
    while (others[j] === value) j += 1;
    const count = i + j - before;
    // Equal values share the mean of their ranks.
    rankSum += (i - first) * (before + (count + 1) / 2);
    ties += count ** 3 - count;
  }
  const total = n + m;
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  return normalUpperTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance));
}

/** Values of each side that {@link medianRatio} looks at. */
const thinned = 100;

/**
 * How many times larger values of `one` are than those of `other`: the median of all quotients (the estimate of Hodges
 * and Lehmann on a logarithmic scale), which a few stragglers on either side do not move. Both lists are thinned to evenly
 * spaced order statistics first: ten thousand quotients say it as well as a million.
 */
export function medianRatio(one: readonly number[], other: readonly number[]): number {
  const others = thin(other);
  const quotients = Float64Array.from(thin(one).flatMap((value) => others.map((by) => value / by)));
  quotients.sort();
  const middle = quotients.length / 2;
  const upper = quotients[Math.floor(middle)] ?? 1;
  const lower = quotients[Math.ceil(middle) - 1] ?? 1;
  return (upper + lower) / 2;
}

function thin(values: readonly number[]): readonly number[] {
  // No clock says that an answer took no time at all; a quotient by zero would say nothing.
  const sorted = values.map((value) => Math.max(1e-9, value)).sort((a, b) => a - b);
  if (sorted.length <= thinned) return sorted;
  return Array.from({ length: thinned }, (_, index) => {
    const at = Math.floor(((index + 0.5) * sorted.length) / thinned);
    return sorted[at] ?? 1;
  });
}
