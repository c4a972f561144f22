import { median } from './quantile';

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Chance of each end of an interval to lie beyond what is true. */
const tail = 0.025;

/**
 * How far the second sample lies above the first: the median of all differences, with the interval of the values that the
 * rank-sum test does not reject (Hodges and Lehmann). No assumption on how the values are distributed, but that both samples
 * have the same shape. https://doi.org/10.1214/aoms/1177704172
 */
export function shiftBetween(before: readonly number[], after: readonly number[]): Estimate {
  const differences = after.flatMap((late) => before.map((early) => late - early));
  return estimateOf(differences, rankSumTail(before.length, after.length));
}

/**
 * The centre of paired differences: the median of the means of any two of them, with the interval of the values that
 * the signed-rank test does not reject.
 */
export function centreOf(differences: readonly number[]): Estimate {
  const means = differences.flatMap((one, index) =>
    differences.slice(index).map((other) => (one + other) / 2),
  );
  return estimateOf(means, signedRankTail(differences.length));
}

/** `cut`: how many of the smallest and of the largest values the interval leaves out. */
function estimateOf(values: readonly number[], cut: number): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    value: median(sorted),
    low: sorted[cut] ?? Number.NaN,
    high: sorted[sorted.length - 1 - cut] ?? Number.NaN,
  };
}

/** How many of the values on each side are left out: as many as make the rest hold what is true with 95 %. */
function cutOf(ways: readonly number[]): number {
  const all = ways.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [count, each] of ways.entries()) {
    below += each / all;
    if (below > tail) return Math.max(0, count - 1);
  }
  return 0;
}

/** In how many orders of two samples each number of inversions comes. */
function rankSumTail(first: number, second: number): number {
  // ways[i][u]: orders of i values of the second sample with u inversions, one value of the first at a time.
  let ways = Array.from({ length: second + 1 }, () => [1]);
  for (let count = 1; count <= first; count += 1) {
    const next: number[][] = [[1]];
    for (let chosen = 1; chosen <= second; chosen += 1) {
      next.push(added(ways[chosen] ?? [], next[chosen - 1] ?? [], count));
    }
    ways = next;
  }
  return cutOf(ways[second] ?? []);
}

/** Sum of two lists of counts, the second one moved up. */
function added(one: readonly number[], other: readonly number[], by: number): number[] {
  const length = Math.max(one.length, other.length + by);
  return Array.from({ length }, (_, index) => (one[index] ?? 0) + (other[index - by] ?? 0));
}

/** In how many ways each sum of positive ranks comes. */
function signedRankTail(count: number): number {
  let ways: readonly number[] = [1];
  for (let rank = 1; rank <= count; rank += 1) ways = added(ways, ways, rank);
  return cutOf(ways);
}
