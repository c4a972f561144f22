import { type KeptPosture } from '../readiness/posture';
import { oneDecimal } from '../readiness/trend';
import { type Risk, riskWeights, type Verdict } from './check';
import { postureChecks } from './checks';
import { type PostureFacts, type PostureSettings } from './facts';

export interface JudgedCheck {
  readonly name: string;
  readonly risk: Risk;
  readonly ofScorecard: boolean;
  readonly verdict: Verdict;
}

/** The security posture of a repository. */
export interface Posture {
  /** `owner/name`. */
  readonly repository: string;
  /** 0 to 10, one decimal; undefined where nothing could be judged. */
  readonly score: number | undefined;
  readonly checks: readonly JudgedCheck[];
  /** The largest gain first. */
  readonly gains: KeptPosture['gains'];
}

/** Days after which a secret is old, where the stack says nothing else. */
const defaultSecretDays = 365;

/**
 * Judges a repository: each check from 0 to 10, and the mean of those that have a score, weighted by their risk. What is
 * unknown, or not there, counts neither way.
 */
export function postureOf(
  facts: PostureFacts,
  settings: PostureSettings = { secretDays: defaultSecretDays },
): Posture {
  const checks = postureChecks.map(({ name, risk, ofScorecard, judge }): JudgedCheck => ({
    ...{ name, risk, ofScorecard },
    verdict: judge(facts, settings),
  }));
  const counted = checks.flatMap(({ name, risk, verdict }) =>
    verdict.state === 'scored' ? [{ name, weight: riskWeights[risk], verdict }] : [],
  );
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  const reached = counted.reduce((sum, { weight, verdict }) => sum + weight * verdict.score, 0);
  const gains = counted.flatMap(({ name: check, weight, verdict }) =>
    verdict.remedies.map(({ id, what, how, score }) => ({
      ...{ id, check, what, how },
      gain: (weight * (score - verdict.score)) / total,
    })),
  );
  return {
    repository: facts.repository,
    score: total === 0 ? undefined : oneDecimal(reached / total),
    checks,
    gains: gains.sort((one, other) => other.gain - one.gain),
  };
}

/** A posture in the form that a history remembers, without the scores before. */
export function asKept(
  { score, checks, gains }: Posture,
  at: string,
): Omit<KeptPosture, 'points' | 'changes'> {
  return {
    at,
    ...(score === undefined ? {} : { score }),
    checks: Object.fromEntries(
      checks.flatMap(({ name, verdict }) =>
        verdict.state === 'scored' ? [[name, verdict.score] as const] : [],
      ),
    ),
    unknown: checks.flatMap(({ name, verdict }) => (verdict.state === 'unknown' ? [name] : [])),
    gains,
  };
}
