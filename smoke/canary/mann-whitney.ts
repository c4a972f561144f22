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
  const all = [
    ...one.map((value) => ({ value, isOne: true })),
    ...other.map((value) => ({ value, isOne: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    const count = end - start;
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1)
      if (all[index]?.isOne === true) rankSum += rank;
    ties += count ** 3 - count;
    start = end;
  }
  const total = n + m;
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  return normalUpperTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance));
}

/**
 * How many times larger values of `one` are than those of `other`: the median of all quotients (the estimate of Hodges
 * and Lehmann on a logarithmic scale), which a few stragglers on either side do not move. Both lists are thinned to at
 * most 500 evenly spaced order statistics first, so that it costs a quarter of a million quotients at most.
 */
export function medianRatio(one: readonly number[], other: readonly number[]): number {
  const smallest = 1e-9;
  const thin = (values: readonly number[]): readonly number[] => {
    const sorted = [...values].map((value) => Math.max(smallest, value)).sort((a, b) => a - b);
    if (sorted.length <= 500) return sorted;
    return Array.from(
      { length: 500 },
      (_, index) => sorted[Math.floor(((index + 0.5) * sorted.length) / 500)] ?? smallest,
    );
  };
  const others = thin(other);
  const quotients = Float64Array.from(thin(one).flatMap((value) => others.map((by) => value / by)));
  quotients.sort();
  const middle = quotients.length / 2;
  const upper = quotients[Math.floor(middle)] ?? 1;
  const lower = quotients[Math.ceil(middle) - 1] ?? 1;
  return (upper + lower) / 2;
}
