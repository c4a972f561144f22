import type { Conclusion, Facts, FreshResults, JobFact, RunFact } from './facts';
import { verdictJobs, type QualityJob, type ScorePolicy } from './policy';

/** How one run counts. `ignored` runs neither help nor harm: they say nothing about the code. */
export type RunOutcome = 'passed' | 'failed' | 'ignored';

const good: ReadonlySet<Conclusion> = new Set<Conclusion>(['success', 'neutral']);
const bad: ReadonlySet<Conclusion> = new Set<Conclusion>([
  'failure',
  'timed_out',
  'startup_failure',
  'action_required',
]);

/** GitHub appends matrix values in parentheses and puts a calling job's name before ` / `. */
export function isJobNamed(job: string, name: string): boolean {
  return job === name || job.startsWith(`${name} (`) || job.startsWith(`${name} / `);
}

/** Whether a job is the quality job, by its present or a former title. */
export function isQualityJob(job: string, quality: QualityJob): boolean {
  return typeof quality === 'string'
    ? isJobNamed(job, quality)
    : quality.some((title) => isJobNamed(job, title));
}

/**
 * Judges a run by the latest attempt of its quality jobs alone: the readiness gate and everything behind it are left
 * out, or a low score would keep itself low. A run that lacks a quality job cannot pass: it failed when any other of
 * its jobs did, or when GitHub could not start its workflow file at all; otherwise it says nothing.
 */
export function runOutcome(run: RunFact, qualityJobs: readonly QualityJob[]): RunOutcome {
  if (!mayCount(run.conclusion)) return 'ignored';
  const jobs = latestAttempts(run.jobs);
  const found = qualityJobs.map((quality) =>
    jobs.filter(({ name }) => isQualityJob(name, quality)),
  );
  if (found.every((each) => each.length > 0)) {
    return outcomeOf(found.flat().map((job) => job.conclusion));
  }
  const verdicts = Object.values(verdictJobs);
  const others = jobs.filter(({ name }) => !verdicts.some((title) => isQualityJob(name, title)));
  const hasFailed = others.some(({ conclusion }) => bad.has(conclusion));
  return hasFailed || run.conclusion === 'startup_failure' ? 'failed' : 'ignored';
}

/** Whether a run of this conclusion can count at all, so that a reader need not ask for the jobs of the others. */
export function mayCount(conclusion: Conclusion): boolean {
  return conclusion !== null && conclusion !== 'cancelled' && conclusion !== 'skipped';
}

/** The same rule for the run that asks, whose results come from the `needs` context. */
export function freshOutcome(fresh: FreshResults): RunOutcome {
  const results = Object.values(fresh);
  if (results.length === 0) return 'ignored';
  // Stryker disable next-line ConditionalExpression,StringLiteral: neither word is good or bad.
  return outcomeOf(results.map((result) => (result === 'absent' ? 'unknown' : result)));
}

function outcomeOf(conclusions: readonly Conclusion[]): RunOutcome {
  if (conclusions.some((conclusion) => bad.has(conclusion))) return 'failed';
  return conclusions.every((conclusion) => good.has(conclusion)) ? 'passed' : 'ignored';
}

/** The last attempt of every job; a partly re-run job list may carry older ones too. */
export function latestAttempts(jobs: readonly JobFact[]): readonly JobFact[] {
  const latest = new Map<string, JobFact>();
  for (const job of jobs) {
    const other = latest.get(job.name);
    // Stryker disable next-line EqualityOperator: no job has an attempt twice.
    if (other === undefined || other.attempt < job.attempt) latest.set(job.name, job);
  }
  return [...latest.values()];
}

/** Newest first; the id decides between runs of the same second. */
export function newestFirst<T extends Pick<RunFact, 'id' | 'startedAt'>>(
  runs: readonly T[],
): readonly T[] {
  return [...runs].sort((a, b) =>
    // Stryker disable next-line EqualityOperator: equal times have returned above.
    a.startedAt === b.startedAt ? b.id - a.id : a.startedAt < b.startedAt ? 1 : -1,
  );
}

export interface PassRate {
  readonly passed: number;
  readonly counted: number;
  /** Runs of the branch within the look-back that did not count (cancelled, skipped, without a quality job). */
  readonly ignored: number;
  /**
   * `history`: runs of the branch; `own`: only the run that asks, the branch having no run at all; `none`: nothing
   * counts.
   */
  readonly basis: 'history' | 'own' | 'none';
  /** Whether the run that asks was counted as the newest one. */
  readonly fresh: boolean;
  /** What was counted, newest first; absent in a document of before it was recorded. */
  readonly outcomes?: readonly CountedOutcome[] | undefined;
}

export type CountedOutcome = Exclude<RunOutcome, 'ignored'>;

/** Pass rate with what its explanation needs besides. */
export interface JudgedPassRate extends PassRate {
  readonly outcomes: readonly CountedOutcome[];
  /** Whether the run that asks was counted, and failed: what fixes it stands at the top of the list. */
  readonly ownFailed: boolean;
}

/**
 * Pass rate over the newest runs that count, the fresh one first. Each run counts once, whatever its attempts. A history
 * that could not be read is not an empty one: then nothing counts, or an outage would be taken for a new repository.
 */
export function passRate(
  facts: Facts,
  policy: Pick<ScorePolicy, 'window' | 'qualityJobs'>,
): JudgedPassRate {
  if (facts.runs.state === 'missing') {
    const nothing = { passed: 0, counted: 0, ignored: 0, outcomes: [] };
    return { ...nothing, basis: 'none', fresh: false, ownFailed: false };
  }
  const fresh = facts.fresh === undefined ? 'ignored' : freshOutcome(facts.fresh);
  const outcomes: CountedOutcome[] = fresh === 'ignored' ? [] : [fresh];
  let ignored = 0;
  const seen = new Set<number>();
  for (const run of newestFirst(facts.runs.value)) {
    if (outcomes.length >= policy.window) break;
    if (seen.has(run.id)) continue;
    seen.add(run.id);
    const outcome = runOutcome(run, policy.qualityJobs);
    if (outcome === 'ignored') ignored += 1;
    else outcomes.push(outcome);
  }
  return {
    passed: outcomes.filter((outcome) => outcome === 'passed').length,
    counted: outcomes.length,
    ignored,
    basis: outcomes.length === 0 ? 'none' : seen.size === 0 ? 'own' : 'history',
    fresh: fresh !== 'ignored',
    ownFailed: fresh === 'failed',
    outcomes,
  };
}
