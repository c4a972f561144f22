import { median, middleSpread } from '../statistics/quantile';
import { centreOf, type Estimate } from '../statistics/shift';
import { signedRankGreater } from '../statistics/sign-flips';

/** One benchmark of two versions on one machine, one right after the other, in seconds. */
export interface Pair {
  readonly base: number;
  readonly head: number;
}

export const verdicts = ['slower', 'faster', 'unchanged', 'not enough data'] as const;
type Verdict = (typeof verdicts)[number];

export interface PairRules {
  /** Change that must be ruled out for `unchanged`, as a share: 0.05 is 5 %. */
  readonly tolerance: number;
  /** Benchmarks of the run, which share the risk of a false alarm. */
  readonly together: number;
}

export interface PairVerdict {
  readonly verdict: Verdict;
  /** Relative change with its 95 % interval: 0.05 is 5 % slower. Absent without enough pairs. */
  readonly change?: Estimate;
  readonly pairs: number;
}

/** Pairs without which nothing is said: fewer are of one sign by chance too often. */
export const fewestPairs = 8;

/** Largest two-sided p that is a change. Drawing outliers in makes the test a little less exact: false alarms stay below 1 %. */
const risk = 0.006;

/** Least change that is reported, as a share. */
const leastChange = 0.01;

/**
 * Whether a version is slower than its base. What the machine does to both of a pair cancels out; the test is Wilcoxon's signed-rank
 * test of the logarithms of their ratios, which is exact and takes the noise for nothing but alike on both sides.
 */
export function comparePairs(
  pairs: readonly Pair[],
  { tolerance, together }: PairRules,
): PairVerdict {
  const ratios = withoutOutliers(
    pairs.map(({ base, head }) => Math.log(head / base)).filter(Number.isFinite),
  );
  const count = ratios.length;
  if (count < fewestPairs) return { verdict: 'not enough data', pairs: count };
  const centre = centreOf(ratios);
  const change = {
    value: Math.expm1(centre.value),
    low: Math.expm1(centre.low),
    high: Math.expm1(centre.high),
  };
  const isSlower = centre.value > 0;
  const p = 2 * signedRankGreater(isSlower ? ratios : ratios.map((ratio) => -ratio));
  // Of many benchmarks each has to be as sure as so many pairs can make it.
  const allowed = Math.max(risk / Math.max(1, together), 2 / 2 ** count);
  if (p <= allowed && Math.abs(change.value) >= leastChange) {
    return { verdict: isSlower ? 'slower' : 'faster', change, pairs: count };
  }
  const isRuledOut = change.high < tolerance && change.low > -tolerance;
  return { verdict: isRuledOut ? 'unchanged' : 'not enough data', change, pairs: count };
}

/** Standard deviations that a ratio may be off the others. */
const furthest = 2;

/** A round that was disturbed on one side is drawn in, or a few of them would hide what all others show. */
function withoutOutliers(ratios: readonly number[]): readonly number[] {
  const middle = median(ratios);
  const spread = middleSpread(ratios);
  return ratios.map((ratio) =>
    Math.min(middle + furthest * spread, Math.max(middle - furthest * spread, ratio)),
  );
}
