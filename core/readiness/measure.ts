import {
  documentNames,
  type DocumentationFact,
  type Facts,
  type Reading,
  type ReportFacts,
} from './facts';
import { passRate, type JudgedPassRate } from './pass-rate';
import { measureOfPackage } from './severity/rate';
import type { ScorePolicy } from './policy';
import type { LineId, Measured, MeasuredLine } from './score';
import { withoutWaived } from './without-waived';

/** Measures what a score is made of. */
export function measure(
  facts: Facts,
  policy: Pick<ScorePolicy, 'window' | 'qualityJobs'>,
): Measured {
  const judged = passRate(facts, policy);
  const { ownFailed: _, ...rate } = judged;
  const today = facts.now.slice(0, 10);
  const lines = reportLines(facts.reports).map((one) => withoutWaived(one, facts.waived, today));
  return { passRate: rate, lines: [passRateLine(facts, judged), ...lines] };
}

function passRateLine(facts: Facts, rate: JudgedPassRate): MeasuredLine {
  if (rate.basis === 'none') {
    const reason =
      facts.runs.state === 'missing' ? facts.runs.reason : 'no completed run counts yet';
    return { id: 'pass-rate', state: 'missing', measures: {}, reason };
  }
  const { passed, counted, ignored } = rate;
  const measures = { passed, counted, ignored, ...(rate.ownFailed ? { ownFailed: 1 } : {}) };
  return { id: 'pass-rate', state: 'measured', measures };
}

function reportLines(reports: ReportFacts): readonly MeasuredLine[] {
  return [
    line(reports.coverage, 'line-coverage', (found) => ({
      covered: part(found.linesCovered),
      total: count(found.linesTotal),
      ...(found.branchesTotal === 0
        ? {}
        : { branchesCovered: part(found.branchesCovered), branches: count(found.branchesTotal) }),
    })),
    line(reports.codeScan, 'code-scan', (found) => ({
      high: count(found.high),
      medium: count(found.medium),
      low: count(found.low),
    })),
    line(reports.vulnerabilities, 'vulnerabilities', ({ packages, skipped }) => {
      const counts = new Map<string, number>();
      for (const one of packages.map(measureOfPackage)) counts.set(one, (counts.get(one) ?? 0) + 1);
      return { packages: 0, ...Object.fromEntries(counts), skipped: count(skipped) };
    }),
    line(reports.conflicts, 'conflicts', (found) => ({ conflicts: count(found.count) })),
    line(reports.lint, 'lint', (found) => ({ findings: count(found.count) })),
    line(reports.format, 'format', (found) => ({ files: count(found.count) })),
    line(reports.types, 'types', (found) => ({ errors: count(found.count) })),
    line(reports.documentation, 'documentation', documentation),
  ];
}

function documentation(fact: DocumentationFact): MeasuredLine['measures'] {
  return {
    ...Object.fromEntries(documentNames.map((name) => [name, fact.documents[name] ? 1 : 0])),
    documented: part(fact.documentedObjects),
    public: count(fact.publicObjects),
  };
}

function line<T>(
  reading: Reading<T>,
  id: LineId,
  measures: (value: T) => MeasuredLine['measures'],
): MeasuredLine {
  return reading.state === 'missing'
    ? { id, state: 'missing', measures: {}, reason: reading.reason }
    : { id, state: 'measured', measures: measures(reading.value), ...toolOf(reading.value) };
}

/** The tool that a report is of. */
function toolOf(value: unknown): Pick<MeasuredLine, 'tool'> {
  const { tool } = value as Pick<MeasuredLine, 'tool'>;
  return tool === undefined ? {} : { tool };
}

/** A count of good things that may come from anywhere: whatever is not a number counts as none. */
function part(value: number): number {
  return Number.isFinite(value) ? bounded(value) : 0;
}

/** A count that may come from anywhere: whatever is not a number counts as the worst, not as none. */
function count(value: number): number {
  return Number.isFinite(value) ? bounded(value) : Number.MAX_SAFE_INTEGER;
}

function bounded(value: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, value));
}
