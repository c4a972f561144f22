import {
  documentNames,
  type CoverageFact,
  type DocumentationFact,
  type Facts,
  type Reading,
  type ReportFacts,
} from './facts';
import {
  bandOf,
  docstringShare,
  documentShares,
  qualityShares,
  securityDeductions,
  securityShares,
  typeErrorDeduction,
  type Band,
  type ScorePolicy,
} from './policy';
import { passRate, type JudgedPassRate, type PassRate } from './pass-rate';

export const componentIds = ['ci', 'coverage', 'security', 'quality'] as const;
export type ComponentId = (typeof componentIds)[number];

export const lineIds = [
  'pass-rate',
  'line-coverage',
  'code-scan',
  'vulnerabilities',
  'conflicts',
  'lint',
  'format',
  'types',
  'documentation',
] as const;
export type LineId = (typeof lineIds)[number];

/**
 * One line of the score: numbers only, so that a report can be rendered from it anywhere, also where the sender is not
 * trusted. `measures` are the inputs of the line's formula (see explain).
 */
export interface ScoreLine {
  readonly id: LineId;
  readonly component: ComponentId;
  readonly state: 'measured' | 'missing';
  /** Points won, and points there were to win. */
  readonly points: number;
  readonly maximum: number;
  readonly measures: Readonly<Record<string, number>>;
  /** Why the input is missing. */
  readonly reason?: string;
}

export interface Score {
  /** Percent with one decimal place, rounded down so that a score below a limit never reads as reaching it. */
  readonly value: number;
  readonly band: Band;
  readonly lines: readonly ScoreLine[];
  readonly passRate: PassRate;
}

/** Computes the readiness score. The policy must have passed checkPolicy. */
export function computeScore(facts: Facts, policy: ScorePolicy): Score {
  const { weights } = policy;
  const judged = passRate(facts, policy);
  const { ownFailed: _, ...rate } = judged;
  const lines = [
    passRateLine(facts, judged, weights.ci),
    coverageLine(facts.reports, weights.coverage),
    ...securityLines(facts.reports, weights.security),
    ...qualityLines(facts.reports, weights.quality),
  ];
  const value = floorToTenth(lines.reduce((sum, line) => sum + line.points, 0));
  return { value, band: bandOf(value, policy.bands), lines, passRate: rate };
}

/** Rounds down to one decimal place; the small allowance undoes binary dust such as 89.99999999999999. */
export function floorToTenth(value: number): number {
  return Math.min(100, Math.max(0, Math.floor(value * 10 + 1e-6) / 10));
}

function passRateLine(facts: Facts, rate: JudgedPassRate, maximum: number): ScoreLine {
  const base = { id: 'pass-rate', component: 'ci', maximum } as const;
  if (rate.basis === 'none') {
    const reason =
      facts.runs.state === 'missing' ? facts.runs.reason : 'no completed run counts yet';
    return { ...base, state: 'missing', points: 0, measures: {}, reason };
  }
  const measures = {
    passed: rate.passed,
    counted: rate.counted,
    ignored: rate.ignored,
    ...(rate.ownFailed ? { ownFailed: 1 } : {}),
  };
  return {
    ...base,
    state: 'measured',
    points: maximum * share(rate.passed, rate.counted),
    measures,
  };
}

function coverageLine(reports: ReportFacts, maximum: number): ScoreLine {
  return line(reports.coverage, 'line-coverage', 'coverage', maximum, (found) => ({
    share: coveredShare(found),
    measures: {
      covered: part(found.linesCovered),
      total: count(found.linesTotal),
      ...(found.branchesTotal === 0
        ? {}
        : {
            branchesCovered: part(found.branchesCovered),
            branches: count(found.branchesTotal),
          }),
    },
  }));
}

/**
 * The one number of coverage.py, which `--cov-fail-under` compares too: lines and branches together, and 1 of code
 * without a statement. https://coverage.readthedocs.io/en/latest/branch.html
 */
export function coveredShare(found: CoverageFact): number {
  const covered = found.linesCovered + found.branchesCovered;
  const whole = found.linesTotal + found.branchesTotal;
  return covered === 0 && whole === 0 ? 1 : share(covered, whole);
}

function securityLines(reports: ReportFacts, weight: number): readonly ScoreLine[] {
  const of = (percent: number) => (weight * percent) / 100;
  return [
    line(reports.codeScan, 'code-scan', 'security', of(securityShares.codeScan), (found) => {
      const measures = {
        high: count(found.high),
        medium: count(found.medium),
        low: count(found.low),
      };
      const lost =
        measures.high * securityDeductions.high +
        measures.medium * securityDeductions.medium +
        measures.low * securityDeductions.low;
      return { share: remaining(lost, securityShares.codeScan), measures };
    }),
    line(
      reports.vulnerabilities,
      'vulnerabilities',
      'security',
      of(securityShares.vulnerabilities),
      ({ packages, skipped }) => ({
        share: remaining(
          packages.length * securityDeductions.vulnerablePackage,
          securityShares.vulnerabilities,
        ),
        measures: { packages: packages.length, skipped: count(skipped) },
      }),
    ),
    line(reports.conflicts, 'conflicts', 'security', of(securityShares.conflicts), (found) => ({
      share: remaining(count(found.count) * securityDeductions.conflict, securityShares.conflicts),
      measures: { conflicts: count(found.count) },
    })),
  ];
}

function qualityLines(reports: ReportFacts, weight: number): readonly ScoreLine[] {
  const of = (percent: number) => (weight * percent) / 100;
  return [
    line(reports.lint, 'lint', 'quality', of(qualityShares.lint), (found) => ({
      share: count(found.count) === 0 ? 1 : 0,
      measures: { findings: count(found.count) },
    })),
    line(reports.format, 'format', 'quality', of(qualityShares.format), (found) => ({
      share: count(found.count) === 0 ? 1 : 0,
      measures: { files: count(found.count) },
    })),
    line(reports.types, 'types', 'quality', of(qualityShares.types), (found) => ({
      share: remaining(count(found.count) * typeErrorDeduction, qualityShares.types),
      measures: { errors: count(found.count) },
    })),
    line(
      reports.documentation,
      'documentation',
      'quality',
      of(qualityShares.documentation),
      documentation,
    ),
  ];
}

function documentation(fact: DocumentationFact): Measured {
  const documents = documentNames.filter((name) => fact.documents[name]);
  const fromDocuments = documents.reduce((sum, name) => sum + documentShares[name], 0);
  return {
    share: fromDocuments + docstringShare * share(fact.documentedObjects, fact.publicObjects),
    measures: {
      ...Object.fromEntries(documentNames.map((name) => [name, fact.documents[name] ? 1 : 0])),
      documented: part(fact.documentedObjects),
      public: count(fact.publicObjects),
    },
  };
}

interface Measured {
  readonly share: number;
  readonly measures: Readonly<Record<string, number>>;
}

function line<T>(
  reading: Reading<T>,
  id: LineId,
  component: ComponentId,
  maximum: number,
  measure: (value: T) => Measured,
): ScoreLine {
  if (reading.state === 'missing') {
    return {
      id,
      component,
      state: 'missing',
      points: 0,
      maximum,
      measures: {},
      reason: reading.reason,
    };
  }
  const measured = measure(reading.value);
  const points = maximum * Math.min(1, Math.max(0, measured.share));
  return { id, component, state: 'measured', points, maximum, measures: measured.measures };
}

/** part / whole within 0 and 1; an empty or impossible whole gives nothing. */
function share(part: number, whole: number): number {
  if (!(whole > 0) || !(part > 0)) return 0;
  if (part === Infinity || whole === Infinity) return 0;
  return Math.min(1, part / whole);
}

function remaining(lost: number, available: number): number {
  return Math.max(0, available - lost) / available;
}

/** A count of good things that may come from anywhere: whatever is not a number counts as none. */
function part(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}

/** A count that may come from anywhere: whatever is not a number counts as the worst, not as none. */
function count(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : Number.MAX_SAFE_INTEGER;
}
