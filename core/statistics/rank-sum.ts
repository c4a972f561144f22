/**
 * One-sided p of Wilcoxon's rank-sum test (Mann and Whitney's U): how likely the second sample has ranks as high as it has when
 * both come from one distribution, whatever that is. Exact, of the ranks as they are: equal values share the mean of theirs.
 * https://www.itl.nist.gov/div898/handbook/prc/section3/prc35.htm
 */
export function rankSumGreater(lower: readonly number[], higher: readonly number[]): number {
  const sorted = [...lower, ...higher].sort((a, b) => a - b);
  // Twice the rank, which is a whole number for ties too.
  const doubledRank = (value: number): number =>
    sorted.indexOf(value) + sorted.lastIndexOf(value) + 2;
  const observed = higher.reduce((sum, value) => sum + doubledRank(value), 0);
  const ways = waysOfSums(sorted.map(doubledRank), higher.length);
  const all = ways.reduce((sum, count) => sum + count, 0);
  return ways.slice(observed).reduce((sum, count) => sum + count, 0) / all;
}

/** In how many ways each sum comes of `chosen` of the ranks. */
function waysOfSums(ranks: readonly number[], chosen: number): Float64Array {
  const largest = ranks.slice(ranks.length - chosen).reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(largest + 1));
  const [none] = ways;
  if (none !== undefined) none[0] = 1;
  for (const rank of ranks) {
    for (let count = chosen; count >= 1; count -= 1) {
      const [fewer, more] = [ways[count - 1], ways[count]];
      if (fewer === undefined || more === undefined) continue;
      for (let sum = largest; sum >= rank; sum -= 1)
        more[sum] = (more[sum] ?? 0) + (fewer[sum - rank] ?? 0);
    }
  }
  return ways[chosen] ?? new Float64Array();
}
