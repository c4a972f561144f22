import { type PostureFacts, type PostureSettings, type Sourced } from './facts';

/** Weights of Scorecard's risks. https://github.com/ossf/scorecard#aggregate-score */
export const riskWeights = { critical: 10, high: 7.5, medium: 5, low: 2.5 } as const;

export type Risk = keyof typeof riskWeights;

/** What a score rests on. */
export interface Evidence {
  readonly text: string;
  /** A file with its line, or the address of the API. */
  readonly source: string;
}

/** A change that raises a score. */
export interface Remedy {
  /** The same for the same change in every repository. */
  readonly id: string;
  /** Imperative, without a full stop. */
  readonly what: string;
  /** The setting of the stack, the command or the page of GitHub that makes it. */
  readonly how: string;
  /** The check's score once it is made, 0 to 10. */
  readonly score: number;
}

/** What a check says: a score from 0 to 10, or why there is none. */
export type Verdict =
  | {
      readonly state: 'scored';
      readonly score: number;
      readonly evidence: readonly Evidence[];
      readonly remedies: readonly Remedy[];
    }
  /** Not readable: neither good nor bad. */
  | { readonly state: 'unknown'; readonly reason: string; readonly source: string }
  /** There is nothing to judge, such as a repository without releases. */
  | { readonly state: 'absent'; readonly reason: string; readonly source: string };

export interface PostureCheck {
  readonly name: string;
  readonly risk: Risk;
  /** Whether it is one of OpenSSF Scorecard's, under its name. */
  readonly ofScorecard: boolean;
  readonly judge: (facts: PostureFacts, settings: PostureSettings) => Verdict;
}

export const highest = 10;

/** A whole score as Scorecard gives it: rounded down, 0 to 10. Remedies that do not raise it are left out. */
export function scored(
  score: number,
  evidence: readonly Evidence[],
  remedies: readonly Remedy[] = [],
): Verdict {
  const whole = wholeScore(score);
  return {
    state: 'scored',
    score: whole,
    evidence,
    remedies: remedies.filter((one) => one.score > whole),
  };
}

export function wholeScore(score: number): number {
  return Math.floor(Math.min(highest, Math.max(0, score)));
}

export const unknown = (reason: string, source: string): Verdict => ({
  state: 'unknown',
  reason,
  source,
});

export const absent = (reason: string, source: string): Verdict => ({
  state: 'absent',
  reason,
  source,
});

/** Judges a fact, if it is known. */
export function judging<T>(
  fact: Sourced<T>,
  judge: (value: T, source: string) => Verdict,
): Verdict {
  return fact.state === 'known'
    ? judge(fact.value, fact.source)
    : unknown(fact.reason, fact.source);
}
