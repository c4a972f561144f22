import { percent, plural, tidy } from './amounts';
import { documentNames } from './facts';
import {
  documentShares,
  docstringShare,
  qualityShares,
  securityDeductions,
  typeErrorDeduction,
} from './policy';
import type { Score, ScoreLine } from './score';
import { packageMeasures } from './severity/package-measures';

export const labels: Record<ScoreLine['id'], string> = {
  'pass-rate': 'CI pass rate',
  'line-coverage': 'Test coverage',
  'code-scan': 'Static security analysis',
  vulnerabilities: 'Known vulnerabilities',
  conflicts: 'Dependency conflicts',
  lint: 'Linting',
  format: 'Formatting',
  types: 'Types',
  documentation: 'Documentation',
};

/** Where a line's points come from, such as `812 of 900 lines covered`, and what is waived of them. */
export function inputsOf(line: ScoreLine, score: Score): string {
  if (line.state === 'missing') return line.reason ?? 'no input';
  const { waived } = line;
  const words = measuredWords(line, score);
  return waived === undefined
    ? words
    : `${words}, ${waived.count} waived (until ${waived.until}${waived.count === 1 ? '' : ' at the earliest'})`;
}

function measuredWords(line: ScoreLine, score: Score): string {
  const measure = (name: string): number => line.measures[name] ?? 0;
  switch (line.id) {
    case 'pass-rate': {
      const own = score.passRate.basis === 'own' ? ' (this run alone: no history yet)' : '';
      const ignored = measure('ignored') === 0 ? '' : `, ${measure('ignored')} not counted`;
      return `${measure('passed')} of ${plural(measure('counted'), 'run')} passed${ignored}${own}`;
    }
    case 'line-coverage':
      return coverageInputs(measure);
    case 'code-scan':
      return `${measure('high')} high, ${measure('medium')} medium, ${measure('low')} low`;
    case 'vulnerabilities':
      return `${plural(vulnerablePackages(line), 'vulnerable package')}${milder(line)}${measure('skipped') === 0 ? '' : `, ${measure('skipped')} not audited`}`;
    case 'conflicts':
      return `${plural(measure('conflicts'), 'conflict')}`;
    case 'lint':
      return `${plural(measure('findings'), 'finding')}`;
    case 'format':
      return `${plural(measure('files'), 'unformatted file')}`;
    case 'types':
      return `${plural(measure('errors'), 'type error')}`;
    case 'documentation': {
      const there = documentNames.filter((name) => measure(name) === 1);
      return `${there.length === 0 ? 'no document' : there.join(', ')}; ${measure('documented')} of ${plural(measure('public'), 'public object')} with a docstring`;
    }
  }
}

/** The rule that turns the inputs into points. */
export function formulaOf(line: ScoreLine, window: number): string {
  const most = tidy(line.maximum);
  switch (line.id) {
    case 'pass-rate':
      return `${most} × passed ÷ counted, of the last ${window} completed runs`;
    case 'line-coverage':
      return `${most} × covered ÷ total lines${(line.measures['branches'] ?? 0) === 0 ? '' : ' and branches'}`;
    case 'code-scan':
      return `${most} × (50 − ${securityDeductions.high} × high − ${securityDeductions.medium} × medium − ${securityDeductions.low} × low) ÷ 50, at least 0`;
    case 'vulnerabilities':
      return milder(line) === ''
        ? `${most} × (40 − ${securityDeductions.vulnerablePackage} × vulnerable packages) ÷ 40, at least 0`
        : `${most} × (40 − ${securityDeductions.mediumPackage} × those of medium severity − ${securityDeductions.lowPackage} × of low − ${securityDeductions.vulnerablePackage} × others) ÷ 40, at least 0`;
    case 'conflicts':
      return `${most} × (10 − ${securityDeductions.conflict} × conflicts) ÷ 10, at least 0`;
    case 'lint':
      return `${most} without a finding, else 0`;
    case 'format':
      return `${most} without an unformatted file, else 0`;
    case 'types':
      return `${most} × (${qualityShares.types} − ${typeErrorDeduction} × errors) ÷ ${qualityShares.types}, at least 0`;
    case 'documentation':
      return `${most} × (${documentNames.map((name) => `${documentShares[name]} ${name}`).join(' + ')} + ${docstringShare} × documented ÷ public objects)`;
  }
}

/** Packages with a known vulnerability, whatever its severity. */
export function vulnerablePackages({ measures }: Pick<ScoreLine, 'measures'>): number {
  return packageMeasures.reduce((sum, name) => sum + (measures[name] ?? 0), 0);
}

/** How many of them are known to have none worse than that. */
function milder({ measures: { mediumPackages = 0, lowPackages = 0 } }: ScoreLine): string {
  const words = [
    ...(mediumPackages === 0 ? [] : [`${mediumPackages} medium`]),
    ...(lowPackages === 0 ? [] : [`${lowPackages} low`]),
  ];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

/** Percent as coverage.py gives it. */
function coverageInputs(measure: (name: string) => number): string {
  const [covered, total] = [measure('covered'), measure('total')];
  const [branchesCovered, branches] = [measure('branchesCovered'), measure('branches')];
  const whole = total + branches;
  const share = whole === 0 ? 100 : percent(covered + branchesCovered, whole);
  const lines = `${covered} of ${plural(total, 'line')}`;
  return branches === 0
    ? `${lines} covered (${share} %)`
    : `${lines} and ${branchesCovered} of ${branches} branches covered (${share} %)`;
}
