import { blocksOf, type Pair } from './blocks';
import { percent, shortP, slowestByChance, tooFew, type Comparison } from './comparison';
import type { CanaryPolicy } from './policy';
import { quantile } from '../../statistics/quantile';
import { signedRankGreater } from '../../statistics/sign-flips';

/** Fewest pairs of a check for a comparison of its own. */
const fewestOfCheck = 20;

/**
 * The usual latency: the ratio of both answers of a pair, whose median of each block in time is one observation. A check is
 * compared on its own too when it has enough pairs, so that one slow check does not hide among many fast ones; the risk is
 * divided by the number of these comparisons (Bonferroni).
 */
export function compareLatencies(
  pairs: readonly Pair[],
  risk: number,
  policy: CanaryPolicy,
): Comparison {
  const needed = policy.minimumRequests / 2;
  if (pairs.length === 0 || pairs.length < needed) return tooFew('latency', pairs.length, needed);
  const checks = comparableChecks(pairs);
  const share = risk / (1 + checks.length);
  const whole = ratioOf(pairs);
  const seen = `latency ${whole.times.toFixed(2)} times that of the baseline`;
  const room = slowestByChance(policy);
  const isSlower = ({ times, p }: Ratio): boolean => times > room && p < share;
  if (isSlower(whole)) {
    return {
      answer: 'worse',
      text: `${seen}: slower (signed ranks by block, p ${shortP(whole.p)})`,
    };
  }
  const slower = checks
    .map(({ name, own }) => ({ name, ratio: ratioOf(own) }))
    .filter(({ ratio }) => isSlower(ratio))
    .map(({ name, ratio }) => `${name} ${ratio.times.toFixed(2)} times (p ${shortP(ratio.p)})`);
  if (slower.length > 0) {
    const text = `${seen}, but slower (signed ranks by block and check): ${slower.join(', ')}`;
    return { answer: 'worse', text };
  }
  const tolerated = Math.log(policy.latencyFactor);
  const fine = signedRankGreater(whole.blocks.map((ratio) => tolerated - ratio));
  if (fine < 1 - policy.confidence) {
    return {
      answer: 'fine',
      text: `${seen}: less than ${policy.latencyFactor} (p ${shortP(fine)})`,
    };
  }
  const doubt = `${policy.latencyFactor} times cannot be ruled out (p ${shortP(fine)})`;
  const chance =
    whole.times > policy.latencyFactor
      ? `; two deployments of one version may differ by ${room.toFixed(2)} times (deploymentSpread ${percent(policy.deploymentSpread)})`
      : '';
  return { answer: 'unknown', text: `${seen}: ${doubt}${chance}` };
}

interface Ratio {
  readonly times: number;
  /** How likely such ratios are when both are alike. */
  readonly p: number;
  /** Logarithm of the ratio in each block. */
  readonly blocks: readonly number[];
}

function ratioOf(pairs: readonly Pair[]): Ratio {
  const blocks = blocksOf(pairs, medianLogRatio).map(medianLogRatio);
  return { times: Math.exp(medianLogRatio(pairs)), p: signedRankGreater(blocks), blocks };
}

/** No clock says that an answer took no time at all; a quotient by zero would say nothing. */
export const measurable = (milliseconds: number): number => Math.max(1e-3, milliseconds);

function medianLogRatio(pairs: readonly Pair[]): number {
  const log = (milliseconds: number): number => Math.log(measurable(milliseconds));
  return quantile(
    pairs.map(({ baseline, canary }) => log(canary.latencyMs) - log(baseline.latencyMs)),
    0.5,
  );
}

/** The checks with enough pairs to be compared alone; none when there is only one, which is all there is. */
function comparableChecks(
  pairs: readonly Pair[],
): readonly { readonly name: string; readonly own: readonly Pair[] }[] {
  const names = [...new Set(pairs.map(({ check }) => check))];
  if (names.length < 2) return [];
  return names
    .map((name) => ({ name, own: pairs.filter(({ check }) => check === name) }))
    .filter(({ own }) => own.length >= fewestOfCheck);
}
