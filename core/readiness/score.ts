import type { PathTool } from '../tools';
import { documentNames, type CoverageFact } from './facts';
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
import type { PassRate } from './pass-rate';
import type { Waived } from './waived';

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
 * What was measured for one line of the score: numbers only, so that a score can be computed from it anywhere, also where
 * the sender is not trusted. `measures` are the inputs of the line's formula (see explain).
 */
export interface MeasuredLine {
  readonly id: LineId;
  readonly state: 'measured' | 'missing';
  readonly measures: Readonly<Record<string, number>>;
  /** Why the input is missing. */
  readonly reason?: string;
  /** Of findings: the tool that reports them. */
  readonly tool?: PathTool | undefined;
  /** What waivers excuse: it is not among the measures. */
  readonly waived?: Waived | undefined;
}

/** A measured line with what it is worth. */
export interface ScoreLine extends MeasuredLine {
  readonly component: ComponentId;
  /** Points won, and points there were to win. */
  readonly points: number;
  readonly maximum: number;
}

/** Everything that a score is made of. */
export interface Measured {
  readonly passRate: PassRate;
  readonly lines: readonly MeasuredLine[];
}

export interface Score {
  /** Percent with one decimal place, rounded down so that a score below a limit never reads as reaching it. */
  readonly value: number;
  readonly band: Band;
  readonly lines: readonly ScoreLine[];
  readonly passRate: PassRate;
}

/** Component of each line, and its share of the component in percent. */
const places: Readonly<Record<LineId, readonly [ComponentId, number]>> = {
  'pass-rate': ['ci', 100],
  'line-coverage': ['coverage', 100],
  'code-scan': ['security', securityShares.codeScan],
  vulnerabilities: ['security', securityShares.vulnerabilities],
  conflicts: ['security', securityShares.conflicts],
  lint: ['quality', qualityShares.lint],
  format: ['quality', qualityShares.format],
  types: ['quality', qualityShares.types],
  documentation: ['quality', qualityShares.documentation],
};

/** The score of what was measured. The weights must have passed checkPolicy. A line that is not there is missing, and one that is there twice counts once. */
export function scoreOf(
  { lines, passRate: rate }: Measured,
  { weights, bands }: Pick<ScorePolicy, 'weights' | 'bands'>,
): Score {
  const judged = lineIds.map((id): ScoreLine => {
    const found = lines.find((one) => one.id === id) ?? { id, state: 'missing', measures: {} };
    const [component, percent] = places[id];
    const maximum = (weights[component] * percent) / 100;
    const share = found.state === 'missing' ? 0 : Math.min(1, Math.max(0, shareOf(found)));
    return { ...found, component, points: maximum * share, maximum };
  });
  const value = floorToTenth(judged.reduce((sum, line) => sum + line.points, 0));
  return { value, band: bandOf(value, bands), lines: judged, passRate: rate };
}

/** Rounds down to one decimal place; the small allowance undoes binary dust such as 89.99999999999999. */
export function floorToTenth(value: number): number {
  return Math.min(100, Math.max(0, Math.floor(value * 10 + 1e-6) / 10));
}

/** Share of its points that a line wins, from its measures. */
function shareOf({ id, measures }: MeasuredLine): number {
  const measure = (name: string): number => measures[name] ?? 0;
  switch (id) {
    case 'pass-rate':
      return share(measure('passed'), measure('counted'));
    case 'line-coverage':
      return coveredShare({
        linesCovered: measure('covered'),
        linesTotal: measure('total'),
        branchesCovered: measure('branchesCovered'),
        branchesTotal: measure('branches'),
      });
    case 'code-scan':
      return remaining(
        measure('high') * securityDeductions.high +
          measure('medium') * securityDeductions.medium +
          // Stryker disable next-line ArithmeticOperator: one finding takes one point.
          measure('low') * securityDeductions.low,
        securityShares.codeScan,
      );
    case 'vulnerabilities':
      return remaining(
        measure('packages') * securityDeductions.vulnerablePackage +
          measure('mediumPackages') * securityDeductions.mediumPackage +
          measure('lowPackages') * securityDeductions.lowPackage,
        securityShares.vulnerabilities,
      );
    case 'conflicts':
      return remaining(
        measure('conflicts') * securityDeductions.conflict,
        securityShares.conflicts,
      );
    case 'lint':
      return measure('findings') === 0 ? 1 : 0;
    case 'format':
      return measure('files') === 0 ? 1 : 0;
    case 'types':
      // Stryker disable next-line ArithmeticOperator: one error takes one point.
      return remaining(measure('errors') * typeErrorDeduction, qualityShares.types);
    case 'documentation':
      return (
        documentNames.reduce((sum, name) => sum + measure(name) * documentShares[name], 0) +
        docstringShare * share(measure('documented'), measure('public'))
      );
  }
}

/**
 * The one number of coverage.py, which `--cov-fail-under` compares too: lines and branches together, and 1 of code
 * without a statement. https://coverage.readthedocs.io/en/latest/branch.html
 */
export function coveredShare(found: Omit<CoverageFact, 'worstFiles'>): number {
  const covered = found.linesCovered + found.branchesCovered;
  const whole = found.linesTotal + found.branchesTotal;
  return covered === 0 && whole === 0 ? 1 : share(covered, whole);
}

/** part / whole within 0 and 1; an empty or impossible whole gives nothing. */
function share(part: number, whole: number): number {
  // Stryker disable next-line EqualityOperator: a part of 0 is none of the whole.
  if (!(whole > 0) || !(part > 0)) return 0;
  if (part === Infinity) return 0;
  return Math.min(1, part / whole);
}

function remaining(lost: number, available: number): number {
  return Math.max(0, available - lost) / available;
}
