import type { FreshResults } from './facts';
import type { Score } from './score';

/** The roles whose holders may override the gate, as GitHub names them. */
export const overridingRoles: readonly string[] = ['maintain', 'admin'];

/** The comment that gives an override its reason starts with this. */
export const overrideReasonPrefix = 'readiness-override:';

/** What is known about the override label on a pull request. */
export interface OverrideRequest {
  /** Login of whoever set the label last. */
  readonly by: string;
  /** Their role in the repository, such as `write`, `maintain` or `admin`. */
  readonly role: string;
  /** ISO 8601, UTC; empty where it is not known. */
  readonly at: string;
  /**
   * When the commit that the label is to let pass became the head of the pull request: ISO 8601, UTC; undefined where that
   * is not known. A label that was set before was set for another commit.
   */
  readonly headAt: string | undefined;
  /** Text of their newest comment that starts with {@link overrideReasonPrefix}, without the prefix. */
  readonly reason?: string;
}

/** An override that counted, for the record: who, when and why. */
interface OverrideRecord {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

type ReasonCode =
  | 'score-reaches-threshold'
  | 'score-below-threshold'
  | 'input-missing'
  | 'own-job-not-successful'
  | 'own-job-absent'
  | 'no-history'
  | 'no-run-counts'
  | 'override-counts'
  | 'override-by-wrong-role'
  | 'override-for-earlier-commit'
  | 'override-without-reason';

/** One reason of a verdict: a code for machines and a sentence for people. */
interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

export interface ReadinessVerdict {
  readonly passed: boolean;
  readonly threshold: number;
  readonly override?: OverrideRecord;
  readonly reasons: readonly Reason[];
}

/**
 * Decides whether a change may pass. The score alone decides, unless a valid override is there; the change's own red
 * checks are reported here but enforced by the aggregating check, which no override touches.
 */
export function decide(
  score: Score,
  threshold: number,
  fresh: FreshResults | undefined,
  request: OverrideRequest | undefined,
): ReadinessVerdict {
  const reached = score.value >= threshold;
  const reasons: Reason[] = [
    reached
      ? {
          code: 'score-reaches-threshold',
          text: `The score of ${score.value} % reaches the threshold of ${threshold} %.`,
        }
      : {
          code: 'score-below-threshold',
          text: `The score of ${score.value} % is below the threshold of ${threshold} %.`,
        },
  ];
  for (const line of score.lines) {
    if (line.state === 'measured') continue;
    reasons.push({
      code: 'input-missing',
      text: `${line.id} counts 0 of ${round(line.maximum)} points: ${line.reason ?? 'no input'}.`,
    });
  }
  for (const [job, result] of Object.entries(fresh ?? {})) {
    if (result === 'success') continue;
    reasons.push(
      result === 'absent'
        ? {
            code: 'own-job-absent',
            text: `The job "${job}" is not among the needs of this job, so this run does not count.`,
          }
        : {
            code: 'own-job-not-successful',
            text: `The job "${job}" of this run ended with ${result}.`,
          },
    );
  }
  const { basis, fresh: isFresh, counted, ignored } = score.passRate;
  if (basis === 'own') {
    reasons.push({
      code: 'no-history',
      text: 'The branch has no completed run yet: the CI pass rate is that of this run alone.',
    });
  } else if (isFresh && counted === 1) {
    reasons.push({
      code: 'no-run-counts',
      text: `None of the ${ignored} completed runs of the branch counts: the CI pass rate is that of this run alone.`,
    });
  }
  if (reached || request === undefined) return { passed: reached, threshold, reasons };
  const { by, at } = request;
  const override: OverrideRecord = { by, at, reason: request.reason?.trim() ?? '' };
  const problem = overrideProblem(request);
  if (problem !== undefined) return { passed: false, threshold, reasons: [...reasons, problem] };
  return {
    passed: true,
    threshold,
    override,
    reasons: [
      ...reasons,
      {
        code: 'override-counts',
        text: `${by} (${request.role}) let it pass on ${at}: ${override.reason}`,
      },
    ],
  };
}

/** Why a request does not count; undefined where it does. */
export function overrideProblem(request: OverrideRequest): Reason | undefined {
  if (!overridingRoles.includes(request.role)) {
    return {
      code: 'override-by-wrong-role',
      text: `The override label was set by ${request.by}, whose role is ${request.role}; it counts only from ${overridingRoles.join(' or ')}.`,
    };
  }
  if (!isForHead(request)) {
    return {
      code: 'override-for-earlier-commit',
      text: 'The override label was not set after this commit was pushed, or it is not known when: remove it, set it again now that CI has started for this commit, then re-run this job.',
    };
  }
  if ((request.reason?.trim() ?? '') === '') {
    return {
      code: 'override-without-reason',
      text: `The override label was set without a reason: comment "${overrideReasonPrefix} <why>" as ${request.by}, then re-run this job.`,
    };
  }
  return undefined;
}

/**
 * A time that cannot be read is not later than any other. GitHub's times are whole seconds: of two in the same second it is not
 * known which came first, so the label does not count.
 */
const isForHead = ({ at, headAt }: OverrideRequest): boolean =>
  Date.parse(at) > Date.parse(headAt ?? '');

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
