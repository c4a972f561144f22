import { oneOf } from '../kernel/one-of';
import { toolsOnPaths } from '../tools';
import { plural, steps } from './amounts';
import { documentNames } from './facts';
import { vulnerablePackages } from './line-words';
import { findingsReports, formatReports } from './parse/tool-reports';
import { documentShares, docstringShare, type ScorePolicy } from './policy';
import { runActions } from './run-actions';
import type { Score, ScoreLine } from './score';

/** One thing to do, with the points it gives back at most. Effort is a rank, not a time. */
export interface Action {
  readonly line: ScoreLine['id'];
  readonly text: string;
  readonly gain: number;
  readonly effort: number;
}

/** The rules that an explanation goes by. */
export interface ExplainedRules extends Pick<ScorePolicy, 'bands' | 'window'> {
  /** Percent that the score has to reach. */
  readonly threshold: number;
}

/** What gives back the points that a line lost. */
export function actionsOf(line: ScoreLine, score: Score, rules: ExplainedRules): readonly Action[] {
  const lost = line.maximum - line.points;
  // Stryker disable next-line EqualityOperator: so little is binary dust.
  if (lost <= 1e-9) return [];
  const act = (text: string, effort: number, gain = lost): Action => ({
    line: line.id,
    text,
    gain: Math.min(gain, lost),
    effort,
  });
  if (line.state === 'missing') return [act(`${missingRemedy[line.id]}`, 2)];
  const measure = (name: string): number => line.measures[name] ?? 0;
  switch (line.id) {
    case 'pass-rate':
      return runActions(line, score, rules).map(({ text, effort, share }) =>
        act(text, effort, line.maximum * share - line.points),
      );
    case 'line-coverage':
      return coverActions(line).map(({ text, effort, gain }) => act(text, effort, gain));
    case 'code-scan':
      return [
        act(
          `Fix the ${plural(findings(line), 'finding')} of static security analysis`,
          2 * findings(line),
        ),
      ];
    case 'vulnerabilities':
      return [
        act(
          `Update the ${plural(vulnerablePackages(line), 'package')} with known vulnerabilities`,
          2 * vulnerablePackages(line),
        ),
      ];
    case 'conflicts':
      return [
        act(
          `Resolve the ${plural(measure('conflicts'), 'dependency conflict')}`,
          2 * measure('conflicts'),
        ),
      ];
    case 'lint':
      return [
        act(
          `Fix the ${plural(measure('findings'), 'lint finding')}${remedyOf(line)}`,
          1 + measure('findings') / 5,
        ),
      ];
    case 'format':
      return [act(`Format the ${plural(measure('files'), 'file')}${remedyOf(line)}`, 0.5)];
    case 'types':
      return [
        act(
          `Fix the ${plural(measure('errors'), 'type error')} that ${line.tool ?? 'the type checker'} reports`,
          1 + measure('errors') / 2,
        ),
      ];
    case 'documentation':
      return [
        ...documentNames
          .filter((name) => measure(name) === 0)
          .map((name) =>
            act(`Add a ${name.toUpperCase()}`, 2, line.maximum * documentShares[name]),
          ),
        act(
          measure('public') === 0
            ? 'Name the directories with the code (sources): no public object was found'
            : `Write docstrings for the ${plural(measure('public') - measure('documented'), 'public object')} without one`,
          1 + (measure('public') - measure('documented')) / 5,
          line.maximum *
            docstringShare *
            (1 - Math.min(1, measure('documented') / Math.max(1, measure('public')))),
        ),
      ];
  }
}

/** Lines to cover; branches too where they are measured, since coverage.py counts both alike. */
function coverActions({ measures, maximum }: ScoreLine): readonly Omit<Action, 'line'>[] {
  const { covered = 0, total = 0, branchesCovered = 0, branches = 0 } = measures;
  const [one, more] = branches === 0 ? ['line', 'lines'] : ['line or branch', 'lines or branches'];
  return steps(total - covered + branches - branchesCovered).map((count) => ({
    text: `Cover ${count} more ${count === 1 ? one : more} by tests`,
    effort: 1 + count / 10,
    gain: (maximum * count) / (total + branches),
  }));
}

/** The command that fixes or shows what a tool reports, where it is known which tool that is. */
const remedyOf = ({ tool }: ScoreLine): string =>
  tool === undefined ? '' : ` (${toolsOnPaths[tool].remedy})`;

/** The reports that a line is read from, of which a project has one. */
const anyOf = (reports: readonly { readonly file: string }[]): string =>
  oneOf(reports.map(({ file }) => file));

const missingRemedy: Record<ScoreLine['id'], string> = {
  'pass-rate': 'Let one run of the workflow complete',
  'line-coverage': 'Upload a coverage report (coverage.xml or coverage.json)',
  'code-scan': 'Upload the report of bandit (bandit.json)',
  vulnerabilities: 'Upload the report of pip-audit (pip-audit.json)',
  conflicts: 'Upload the output of pip check (pip-check.txt)',
  lint: `Upload the report of the linter (${anyOf(findingsReports('lint'))})`,
  format: `Upload the output of the formatter (${anyOf(formatReports)})`,
  types: `Upload the output of the type checker (${anyOf(findingsReports('types'))})`,
  documentation: 'Name the directories with the code (sources)',
};

function findings(line: ScoreLine): number {
  return (
    (line.measures['high'] ?? 0) + (line.measures['medium'] ?? 0) + (line.measures['low'] ?? 0)
  );
}
