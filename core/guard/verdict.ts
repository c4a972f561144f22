import { foreignMarkdown } from '../kernel/foreign-text';
import { type ReadinessVerdict } from '../readiness/gate';
import { guardLines, touchesGate, type GuardReport } from './describe';

/** A review of a pull request as GitHub lists it, oldest first. */
export interface Review {
  /** Login; undefined for an account that is gone. */
  readonly by: string | undefined;
  /** APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING. */
  readonly state: string;
  /** The commit that was looked at. */
  readonly commit: string | undefined;
}

/** What the guard's verdict is made of; nothing of it is taken from what the pull request says of itself. */
export interface GuardFacts {
  /** Outcomes by the title of the job, as GitHub has them for the newest run of the CI workflow. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Why that run cannot be believed, such as that it was made for another base; undefined where it can. */
  readonly doubt?: string | undefined;
  /** The readiness score, judged by the default branch's rules. */
  readonly score: Pick<ReadinessVerdict, 'passed' | 'threshold'> & { readonly value: number };
  readonly gate: GuardReport;
  /** Owners who approved exactly this commit. */
  readonly approvedBy: readonly string[];
}

export interface GuardVerdict {
  readonly passed: boolean;
  readonly title: string;
  /** Lines of Markdown. */
  readonly summary: readonly string[];
}

/** Judges a pull request: its checks, its score, and an owner's approval where it touches the gate itself. */
export function guardVerdict(facts: GuardFacts): GuardVerdict {
  const problems = problemsOf(facts);
  const [first = 'All checks passed'] = problems;
  const touched = touchesGate(facts.gate);
  const approved = facts.approvedBy.map((login) => foreignMarkdown(login)).join(', ');
  return {
    passed: problems.length === 0,
    title: problems.length > 1 ? `${first}, and ${problems.length - 1} more` : first,
    summary: [
      ...problems.map((one) => `- ❌ ${one}`),
      ...(touched && approved !== '' ? [`- Change to the gate approved by ${approved}`] : []),
      '',
      ...guardLines(facts.gate),
    ],
  };
}

function problemsOf({ jobs, doubt, score, gate, approvedBy }: GuardFacts): readonly string[] {
  const bad = Object.entries(jobs).filter(([, outcome]) => outcome !== 'success');
  return [
    ...(doubt === undefined ? [] : [doubt]),
    ...(Object.keys(jobs).length === 0 ? ['No job is known'] : []),
    ...bad.map(([title, outcome]) => `${title}: ${outcome}`),
    ...(score.passed
      ? []
      : [`The readiness score of ${score.value} % is below ${score.threshold} %`]),
    ...(touchesGate(gate) && approvedBy.length === 0
      ? ['The change touches its own gate, and no owner has approved this commit']
      : []),
  ];
}

/**
 * Logins of those whose newest decision approves exactly this commit, without the author. A comment is no decision, so
 * that it takes nothing back.
 */
export function approvers(
  reviews: readonly Review[],
  { head, author }: { readonly head: string; readonly author: string | undefined },
): readonly string[] {
  const newest = new Map<string, Review>();
  for (const review of reviews) {
    if (review.by === undefined || review.state === 'COMMENTED' || review.state === 'PENDING')
      continue;
    newest.set(review.by.toLowerCase(), review);
  }
  return [...newest.values()].flatMap(({ by, state, commit }) =>
    by !== undefined &&
    state === 'APPROVED' &&
    commit === head &&
    by.toLowerCase() !== author?.toLowerCase()
      ? [by]
      : [],
  );
}
