/**
 * One-sided p of a permutation test of paired differences: how likely their sum is at least as large as it is when each
 * could as well have had the other sign, as is the case when both sides are alike. Exact for whole numbers, without any
 * assumption on how they are distributed; differences of 0 say nothing.
 * https://www.itl.nist.gov/div898/software/dataplot/refman1/auxillar/signrank.htm
 */
export function signFlipGreater(differences: readonly number[]): number {
  const sizes = differences.map((each) => Math.abs(each)).filter((size) => size > 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const observed = differences.reduce((sum, each) => sum + each, 0);
  if (total === 0) return 1;
  // Probability of each sum of those that are positive; what is negative is the rest of the total.
  let chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const size of sizes) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum += 1) {
      const chance = (chances[sum] ?? 0) / 2;
      if (chance === 0) continue;
      next[sum] = (next[sum] ?? 0) + chance;
      next[sum + size] = (next[sum + size] ?? 0) + chance;
    }
    chances = next;
  }
  const least = (total + observed) / 2;
  let p = 0;
  for (let sum = Math.ceil(least); sum <= total; sum += 1) p += chances[sum] ?? 0;
  return Math.min(1, p);
}

/**
 * One-sided p of Wilcoxon's signed-rank test: the same permutation test of the ranks of the differences, so that one block
 * that is far out counts as one. Exact; equal sizes share the mean of their ranks.
 */
export function signedRankGreater(differences: readonly number[]): number {
  const nonZero = differences.filter((each) => Number.isFinite(each) && each !== 0);
  const sizes = nonZero.map((each) => Math.abs(each)).sort((a, b) => a - b);
  // Twice the rank, which is a whole number for ties too.
  const doubledRank = (size: number): number => sizes.indexOf(size) + sizes.lastIndexOf(size) + 2;
  return signFlipGreater(nonZero.map((each) => Math.sign(each) * doubledRank(Math.abs(each))));
}
