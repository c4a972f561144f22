import { percent } from './amounts';
import type { ShownExceptions } from './exceptions';
import type { Reading, ReportFacts, RunFact } from './facts';
import { isQualityJob, latestAttempts, mayCount, newestFirst, runOutcome } from './pass-rate';
import type { QualityJob, ScorePolicy } from './policy';
import { coveredShare } from './score';

/** What the monitoring page shows beside the score. Absent values are not known. */
export interface Metrics {
  /** Percent of the counted runs that were green, and green without any retry of a job. */
  readonly passRate?: number;
  readonly firstAttemptRate?: number;
  /** Mean time that the jobs of the green runs took, all attempts together, in seconds. */
  readonly buildSeconds?: number;
  /** Percent of the newest run's cache look-ups that hit. */
  readonly cacheHitRate?: number;
  /** Findings of high and medium severity, and packages with known vulnerabilities. */
  readonly securityIssues?: number;
  readonly coverage?: number;
  /** What the baseline still lets pass: findings and failing tests together. */
  readonly baseline?: number;
  /** Percent that the tests have to cover at least, by the baseline. */
  readonly coverageFloor?: number;
}

export function metricsOf(
  runs: readonly RunFact[],
  reports: ReportFacts,
  policy: ScorePolicy,
): Metrics {
  const counted = newestFirst(runs)
    .filter((run) => mayCount(run.conclusion) && runOutcome(run, policy.qualityJobs) !== 'ignored')
    .slice(0, policy.window);
  const green = counted.filter((run) => runOutcome(run, policy.qualityJobs) === 'passed');
  const firstGreen = counted.filter((run) => wasGreenAtFirst(run, policy.qualityJobs));
  const seconds = green.flatMap((run) => secondsOf(run) ?? []);
  return {
    ...optional('passRate', rate(green.length, counted.length)),
    ...optional('firstAttemptRate', rate(firstGreen.length, counted.length)),
    ...optional(
      'buildSeconds',
      seconds.length === 0
        ? undefined
        : Math.round(seconds.reduce((sum, one) => sum + one, 0) / seconds.length),
    ),
    ...optional(
      'cacheHitRate',
      value(reports.caches, ({ hits, lookups }) => rate(hits, lookups)),
    ),
    ...optional('securityIssues', securityIssues(reports)),
    ...optional(
      'coverage',
      value(reports.coverage, (found) => percent(coveredShare(found), 1)),
    ),
  };
}

/** What a run of before `seconds` was recorded took: known of a run of one attempt only. */
function secondsOf(run: RunFact): number | undefined {
  if (run.seconds !== undefined) return run.seconds;
  if (run.attempt > 1) return undefined;
  const duration = (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000;
  return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
}

function wasGreenAtFirst(run: RunFact, qualityJobs: readonly QualityJob[]): boolean {
  const jobs = run.jobs.filter(({ name }) => qualityJobs.some((job) => isQualityJob(name, job)));
  const first = jobs.filter((job) => job.attempt === 1);
  // Stryker disable next-line ArrayDeclaration: what has no conclusion was not green.
  const judged = first.length > 0 ? first : run.attempt === 1 ? latestAttempts(jobs) : [];
  return judged.length > 0 && judged.every((job) => job.conclusion === 'success');
}

/** Where the ratchet is: it only turns one way, so that its history says how debt shrinks. */
export function ratchetMetrics(
  exceptions: ShownExceptions | undefined,
): Pick<Metrics, 'baseline' | 'coverageFloor'> {
  const { modes = {}, baseline } = exceptions ?? {};
  const isNew = (mode: string | undefined): boolean => mode?.startsWith('new') === true;
  if (baseline === undefined || !Object.values(modes).some(isNew)) return {};
  return {
    baseline: baseline.findings + baseline.failing,
    ...optional('coverageFloor', isNew(modes.tests) ? baseline.coverage : undefined),
  };
}

function securityIssues(reports: ReportFacts): number | undefined {
  if (reports.codeScan.state === 'missing' && reports.vulnerabilities.state === 'missing') {
    return undefined;
  }
  const found = value(reports.codeScan, (scan) => scan.high + scan.medium) ?? 0;
  return found + (value(reports.vulnerabilities, ({ packages }) => packages.length) ?? 0);
}

function value<T, R>(reading: Reading<T>, of: (value: T) => R): R | undefined {
  return reading.state === 'known' ? of(reading.value) : undefined;
}

function rate(part: number, whole: number): number | undefined {
  return whole > 0 ? percent(part, whole) : undefined;
}

function optional<K extends string>(key: K, found: number | undefined): Partial<Record<K, number>> {
  return found === undefined ? {} : ({ [key]: found } as Record<K, number>);
}
