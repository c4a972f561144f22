import { blocksOf, type Outcome, type Pair } from './blocks';
import { percent, shortP, slowestByChance, tooFew, type Comparison } from './comparison';
import { differenceUpperLimit } from '../../statistics/difference-limit';
import { compareLatencies, measurable } from './latency';
import type { CanaryPolicy } from './policy';
import { requestsToFind } from './power';
import { quantile } from '../../statistics/quantile';
import { signFlipGreater } from '../../statistics/sign-flips';

export interface CanaryVerdict {
  /** `hold`: the data allow neither; no approval. */
  readonly decision: 'promote' | 'hold' | 'roll-back';
  readonly errors: Comparison;
  readonly late: Comparison;
  readonly latency: Comparison;
  readonly tail: Comparison;
}

/** What was asked and how it was answered, in the order in which it is read. */
export function comparisonsOf({
  errors,
  late,
  latency,
  tail,
}: CanaryVerdict): readonly Comparison[] {
  return [errors, late, latency, tail];
}

/** Questions that can each roll back; they share the risk of doing so wrongly. */
const questions = 4;

/**
 * Compares a canary with the version it is to replace, by pairs of the same request in the order of time. Errors, late
 * answers, the usual latency and its tail are each tested twice: for being worse, which rolls back, and for being no worse
 * than the tolerance, which a promotion needs of all. Silence of the first test is no approval, so too few data hold.
 *
 * The tests are permutation tests of blocks in time, which take neither requests for independent nor latencies for
 * normal. They assume that a disturbance of one deployment is over within a block, and that two deployments of one
 * version differ in latency by no more than `deploymentSpread`. The chance to roll back an equal canary is at most
 * 1 − confidence over all questions.
 */
export function compareCanary(pairs: readonly Pair[], policy: CanaryPolicy): CanaryVerdict {
  const risk = (1 - policy.confidence) / questions;
  const answered = pairs.filter(({ baseline, canary }) => !baseline.isError && !canary.isError);
  const errors = compareShares(
    pairs,
    { what: 'errors', counts: ({ isError }) => isError, tolerance: policy.errorTolerance },
    risk,
    policy,
  );
  const late = compareShares(
    answered,
    { what: 'late answers', counts: ({ isLate }) => isLate, tolerance: policy.tailTolerance },
    risk,
    policy,
  );
  const latency = compareLatencies(answered, risk, policy);
  const tail = compareTails(answered, risk, policy);
  const answers = [errors, late, latency, tail].map(({ answer }) => answer);
  const decision = answers.includes('worse')
    ? 'roll-back'
    : answers.every((answer) => answer === 'fine')
      ? 'promote'
      : 'hold';
  return { decision, errors, late, latency, tail };
}

interface Share {
  readonly what: string;
  readonly counts: (outcome: Outcome, check: string) => boolean;
  readonly tolerance: number;
}

/** The share of answers that something is true of. */
function compareShares(
  pairs: readonly Pair[],
  { what, counts, tolerance }: Share,
  risk: number,
  policy: CanaryPolicy,
): Comparison {
  const minimum = what === 'errors' ? policy.minimumRequests : policy.minimumRequests / 2;
  if (pairs.length === 0 || pairs.length < minimum) return tooFew(what, pairs.length, minimum);
  const excess = (some: readonly Pair[]): number =>
    some.reduce(
      (sum, { baseline, canary, check }) =>
        sum + Number(counts(canary, check)) - Number(counts(baseline, check)),
      0,
    );
  const blocks = blocksOf(pairs, excess).map(excess);
  const count = (of: 'baseline' | 'canary'): number =>
    pairs.filter((pair) => counts(pair[of], pair.check)).length;
  const [before, after] = [count('baseline'), count('canary')];
  const trials = pairs.length;
  const seen = `${what} ${percent(after / trials)} instead of ${percent(before / trials)}`;
  const p = signFlipGreater(blocks);
  const isBeyond = (after - before) / trials > tolerance;
  if (isBeyond && p < risk) {
    return { answer: 'worse', text: `${seen}: worse (permutation test by block, p ${shortP(p)})` };
  }
  // Events that come together say as much as fewer that do not.
  const effect = designEffect(blocks, before + after);
  const limit = differenceUpperLimit(
    { events: after / effect, trials: trials / effect },
    { events: before / effect, trials: trials / effect },
    policy.confidence,
  );
  if (limit < tolerance) return { answer: 'fine', text: `${seen}: at most ${percent(limit)} more` };
  const found = 2 * tolerance;
  const needed = requestsToFind(before / trials, found, { risk, effect });
  return {
    answer: 'unknown',
    text: `${seen}: up to ${percent(limit)} more cannot be ruled out, and ${percent(tolerance)} are tolerated (${percent(found)} more are found with about ${needed} requests, less with a lower tolerance)`,
  };
}

/** How many times the differences of blocks vary more than those of independent requests would; 1 at least. */
function designEffect(blocks: readonly number[], events: number): number {
  if (events === 0) return 1;
  const mean = blocks.reduce((sum, each) => sum + each, 0) / blocks.length;
  const variance = blocks.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (blocks.length - 1);
  const expected = events / blocks.length;
  return Math.max(1, Number.isFinite(variance) ? variance / expected : 1);
}

/**
 * Answers beyond the latency that almost none of the baseline's own are, however slow the check: a tail that the usual
 * latency does not show. The bound leaves room for what two deployments of one version may differ by.
 */
function compareTails(pairs: readonly Pair[], risk: number, policy: CanaryPolicy): Comparison {
  const checks = [...new Set(pairs.map(({ check }) => check))];
  const of = (check: string, side: 'baseline' | 'canary'): readonly number[] =>
    pairs.filter((pair) => pair.check === check).map((pair) => pair[side].latencyMs);
  const room = slowestByChance(policy);
  const bounds = new Map(
    checks.map((check) => [check, room * quantile(of(check, 'baseline'), 0.99)]),
  );
  const compared = compareShares(
    pairs,
    {
      what: 'very slow answers',
      counts: ({ latencyMs }, check) => latencyMs > (bounds.get(check) ?? Infinity),
      tolerance: policy.tailTolerance,
    },
    risk,
    policy,
  );
  if (pairs.length === 0) return compared;
  const times = (share: number): string =>
    Math.max(
      ...checks.map(
        (check) =>
          measurable(quantile(of(check, 'canary'), share)) /
          measurable(quantile(of(check, 'baseline'), share)),
      ),
    ).toFixed(2);
  const quantiles = `95th and 99th percentile up to ${times(0.95)} and ${times(0.99)} times those of the baseline`;
  return { ...compared, text: `${compared.text}; ${quantiles}` };
}
