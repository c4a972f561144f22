import type { ExplainedRules } from './actions';
import type { FreshResults } from './facts';
import { decide, type OverrideRequest, type ReadinessVerdict } from './gate';
import type { ScorePolicy } from './policy';
import { scoreOf, type Measured, type Score } from './score';

/** What a measurement is judged by. Whose rules count is the caller's choice: a pull request's own never do. */
export interface JudgementRules extends ExplainedRules, Pick<ScorePolicy, 'weights'> {}

/** What is known besides the measurement. */
export interface Circumstances {
  /** Results of the quality jobs of the run that asks. */
  readonly fresh?: FreshResults | undefined;
  readonly override?: OverrideRequest | undefined;
  /** The base branch's last recorded score. */
  readonly base?: number | undefined;
}

export interface Judgement {
  readonly score: Score;
  readonly verdict: ReadinessVerdict;
  readonly base: number | undefined;
}

/** The verdict on what was measured. Gate, dashboard, monitor and comment all come by theirs here. */
export function judge(
  measured: Measured,
  rules: JudgementRules,
  { fresh, override, base }: Circumstances = {},
): Judgement {
  const score = scoreOf(measured, rules);
  return { score, verdict: decide(score, rules.threshold, fresh, override), base };
}
