import type { Reading, ReportFacts, RunFact } from './facts';
import { isJobNamed, latestAttempts, mayCount, newestFirst, runOutcome } from './pass-rate';
import type { ScorePolicy } from './policy';

/** What the monitoring page shows beside the score. Absent values are not known. */
export interface Metrics {
  /** Percent of the counted runs that were green, and green without any retry of a job. */
  readonly passRate?: number;
  readonly firstAttemptRate?: number;
  /** Mean duration of the green runs, in seconds. */
  readonly buildSeconds?: number;
  /** Percent of the newest run's cache look-ups that hit. */
  readonly cacheHitRate?: number;
  /** Findings of high and medium severity, and packages with known vulnerabilities. */
  readonly securityIssues?: number;
  readonly coverage?: number;
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
  const seconds = green
    .map((run) => (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000)
    .filter((duration) => Number.isFinite(duration) && duration >= 0);
  return {
    ...optional('passRate', percent(green.length, counted.length)),
    ...optional('firstAttemptRate', percent(firstGreen.length, counted.length)),
    ...optional(
      'buildSeconds',
      seconds.length === 0
        ? undefined
        : Math.round(seconds.reduce((sum, one) => sum + one, 0) / seconds.length),
    ),
    ...optional(
      'cacheHitRate',
      value(reports.caches, ({ hits, lookups }) => percent(hits, lookups)),
    ),
    ...optional('securityIssues', securityIssues(reports)),
    ...optional(
      'coverage',
      value(reports.coverage, ({ linesCovered, linesTotal }) => percent(linesCovered, linesTotal)),
    ),
  };
}

function wasGreenAtFirst(run: RunFact, qualityJobs: readonly string[]): boolean {
  const jobs = run.jobs.filter((job) => qualityJobs.some((name) => isJobNamed(job.name, name)));
  const first = jobs.filter((job) => job.attempt === 1);
  const judged = first.length > 0 ? first : run.attempt === 1 ? latestAttempts(jobs) : [];
  return judged.length > 0 && judged.every((job) => job.conclusion === 'success');
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

function percent(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.floor((part / whole) * 1000) / 10 : undefined;
}

function optional<K extends string>(key: K, found: number | undefined): Partial<Record<K, number>> {
  return found === undefined ? {} : ({ [key]: found } as Record<K, number>);
}
