import { found, type FindingsFact, type ReportFacts, type RunFact } from '../facts';
import { isQualityJob, latestAttempts, runOutcome } from '../pass-rate';
import type { QualityJob } from '../policy';
import type { ChangedLines } from './changed-lines';
import type { ChangedCoverage } from './line-coverage';
import {
  longestPath,
  mostFiles,
  mostFindings,
  mostLines,
  mostTests,
  ruleForm,
  type Change,
} from './change-schema';

/** What the base branch was when it was last looked at. */
export interface BaseFacts {
  readonly tests?: number | undefined;
  readonly measuredLines?: number | undefined;
  /** Tests that failed there, as far as they were recorded. */
  readonly failing: readonly string[];
}

/** What is known of a change besides its reports. */
export interface ChangeContext {
  /** Undefined where there is no pull request, or GitHub did not give its diff. */
  readonly lines?: ChangedLines | undefined;
  readonly coverage?: ChangedCoverage | undefined;
  readonly base?: BaseFacts | undefined;
  /** Seconds of the longest quality job: of this run, and of the branch's green runs in the middle. */
  readonly seconds?: { readonly own: number; readonly base?: number | undefined } | undefined;
}

/** What a change does to what is measured: only what is known of it. */
export function changeOf(reports: ReportFacts, context: ChangeContext): Change {
  const { lines, coverage, base, seconds } = context;
  const cases = found(reports.tests)?.cases;
  const measured = found(reports.coverage)?.linesTotal;
  // Stryker disable next-line ArrayDeclaration: what has no outcome counts nowhere.
  const all = cases ?? [];
  const failing = all.filter((one) => one.outcome === 'failed').map(({ id }) => id);
  const passing = new Set(all.filter((one) => one.outcome === 'passed').map(({ id }) => id));
  const before = new Set(base?.failing);
  return {
    ...(lines === undefined ? {} : { findings: findingsOn(lines, reports) }),
    ...(coverage === undefined ? {} : { coverage: shown(coverage) }),
    ...(cases === undefined ? {} : { tests: against(cases.length, base?.tests) }),
    ...(measured === undefined || measured > Number.MAX_SAFE_INTEGER
      ? {}
      : { measuredLines: against(measured, base?.measuredLines) }),
    ...(seconds === undefined ? {} : { seconds: against(seconds.own, seconds.base) }),
    newlyFailing: namesOf(failing.filter((id) => base !== undefined && !before.has(id))),
    fixed: namesOf([...before].filter((id) => passing.has(id))),
    flaky: all.filter((one) => one.outcome === 'passed' && one.reruns > 0).length,
  };
}

function against(own: number, base: number | undefined): { own: number; base?: number } {
  return base === undefined ? { own } : { own, base };
}

function namesOf(ids: readonly string[]): { count: number; first: string[] } {
  return { count: ids.length, first: [...ids].sort().slice(0, mostTests) };
}

function shown({ covered, total, uncovered }: ChangedCoverage): NonNullable<Change['coverage']> {
  return {
    covered,
    total,
    uncovered: uncovered
      .filter(({ file }) => file.length <= longestPath)
      .slice(0, mostFiles)
      .map(({ file, lines }) => ({ file, lines: lines.slice(0, mostLines) })),
  };
}

/** Findings of the tools that lie on lines of the change. */
function findingsOn(
  lines: ChangedLines,
  { lint, types, codeScan }: ReportFacts,
): NonNullable<Change['findings']> {
  const all = [lint, types, codeScan].flatMap(
    // Stryker disable next-line ArrayDeclaration: what has no file lies on no line.
    (reading): FindingsFact['first'] => found<Pick<FindingsFact, 'first'>>(reading)?.first ?? [],
  );
  const own = all.filter(({ file, line }) => lines.get(file)?.has(line) === true);
  return {
    count: own.length,
    first: own
      .filter(({ file }) => file.length <= longestPath)
      .slice(0, mostFindings)
      .map(({ file, line, rule }) => ({
        ...{ file, line },
        rule: ruleForm.test(rule) ? rule : 'other',
      })),
  };
}

/** Seconds of a run's longest quality job; undefined where none is known. They run side by side. */
export function longestQualityJob(
  { jobs }: Pick<RunFact, 'jobs'>,
  qualityJobs: readonly QualityJob[],
): number | undefined {
  const seconds = latestAttempts(jobs)
    .filter(({ name }) => qualityJobs.some((job) => isQualityJob(name, job)))
    .map((job) => job.seconds);
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}

/** The same of the branch's green runs, in the middle. */
export function usualQualityJob(
  runs: readonly RunFact[],
  qualityJobs: readonly QualityJob[],
): number | undefined {
  const green = runs.filter((run) => runOutcome(run, qualityJobs) === 'passed');
  // Stryker disable next-line ArrayDeclaration: a green run has a quality job.
  const seconds = green.flatMap((run) => longestQualityJob(run, qualityJobs) ?? []);
  seconds.sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)];
}
