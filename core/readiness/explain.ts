import { documentNames } from './facts';
import {
  bandNames,
  documentShares,
  docstringShare,
  qualityShares,
  securityDeductions,
  typeErrorDeduction,
  type Band,
  type BandLimits,
  type ScorePolicy,
} from './policy';
import { floorToTenth, type Score, type ScoreLine } from './score';

/** A line of the score in words: where its number comes from. */
interface LineExplanation {
  readonly line: ScoreLine;
  readonly label: string;
  /** The inputs, such as `812 of 900 lines covered`. */
  readonly inputs: string;
  /** The rule that turns the inputs into points. */
  readonly formula: string;
  readonly lost: number;
}

/** One thing to do, with the points it gives back at most. Effort is a rank, not a time. */
export interface Action {
  readonly line: ScoreLine['id'];
  readonly text: string;
  readonly gain: number;
  readonly effort: number;
}

export interface Explanation {
  readonly lines: readonly LineExplanation[];
  /** Every action that would give points back, most points for the effort first. */
  readonly actions: readonly Action[];
  /** The band above the present one, and the cheapest actions that reach it; absent in the highest band. */
  readonly next?: {
    readonly band: Band;
    readonly limit: number;
    readonly actions: readonly Action[];
  };
}

const labels: Record<ScoreLine['id'], string> = {
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

export function explain(score: Score, policy: Pick<ScorePolicy, 'bands' | 'window'>): Explanation {
  const lines = score.lines.map((line) => ({
    line,
    label: labels[line.id],
    inputs: inputsOf(line, score),
    formula: formulaOf(line, policy.window),
    lost: tidy(line.maximum - line.points),
  }));
  const actions = score.lines
    .flatMap((line) => actionsOf(line))
    .filter((action) => action.gain > 1e-9)
    .sort((a, b) => b.gain / b.effort - a.gain / a.effort || compare(a.line, b.line));
  const band = nextBand(score.band);
  if (band === undefined) return { lines, actions };
  const limit = policy.bands[band];
  return { lines, actions, next: { band, limit, actions: cheapest(score, limit) } };
}

/**
 * What to tell a reader to do: the cheapest way to the next band; in the highest band, or when no way leads there, the
 * `most` things that give most back for their effort.
 */
export function worthDoing({ actions, next }: Explanation, most: number): readonly Action[] {
  return next !== undefined && next.actions.length > 0
    ? next.actions
    : wholeActions(actions).slice(0, most);
}

/** Each thing to do once: of the many amounts of one line only the one that gives all of it back. */
export function wholeActions(actions: readonly Action[]): readonly Action[] {
  const whole = new Map<string, Action>();
  for (const action of actions) {
    const key = action.line === 'documentation' ? `${action.line} ${action.text}` : action.line;
    if ((whole.get(key)?.gain ?? -1) < action.gain) whole.set(key, action);
  }
  return [...whole.values()];
}

function nextBand(band: Band): keyof BandLimits | undefined {
  const above = bandNames[bandNames.indexOf(band) - 1];
  return above === 'poor' ? undefined : above;
}

/**
 * The set of actions with the least effort that lifts the score to the limit. Each line offers at most a few actions, so
 * every combination is looked at. Those of the documentation can be done one beside the other; of every other line's
 * one is chosen, because they are amounts of the same thing.
 */
function cheapest(score: Score, limit: number): readonly Action[] {
  const choices = score.lines
    .filter((line) => line.maximum - line.points > 1e-9)
    .flatMap((line) =>
      line.id === 'documentation'
        ? actionsOf(line).map((action) => [undefined, action])
        : [[undefined, ...actionsOf(line)]],
    );
  let best: readonly Action[] = [];
  let bestEffort = Infinity;
  const total = score.lines.reduce((sum, line) => sum + line.points, 0);
  const visit = (
    index: number,
    chosen: readonly Action[],
    points: number,
    effort: number,
  ): void => {
    if (effort >= bestEffort) return;
    if (floorToTenth(points) >= limit) {
      best = chosen;
      bestEffort = effort;
      return;
    }
    for (const choice of choices[index] ?? []) {
      if (choice === undefined) visit(index + 1, chosen, points, effort);
      else visit(index + 1, [...chosen, choice], points + choice.gain, effort + choice.effort);
    }
  };
  visit(0, [], total, 0);
  return [...best].sort((a, b) => a.effort - b.effort || compare(a.line, b.line));
}

function actionsOf(line: ScoreLine): readonly Action[] {
  const lost = line.maximum - line.points;
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
      return steps(measure('counted') - measure('passed')).map((runs) =>
        act(
          greenRuns(runs, measure('ownFailed') === 1),
          // What this change's own checks found is in its author's hands; the branch's past is not.
          measure('ownFailed') === 1 ? 1 + 4 * (runs - 1) : 4 * runs,
          (line.maximum * runs) / measure('counted'),
        ),
      );
    case 'line-coverage':
      if (measure('total') === 0) {
        return [act('Let the coverage report measure the code: it has no line at all', 2)];
      }
      return steps(measure('total') - measure('covered')).map((count) =>
        act(
          `Cover ${count} more ${count === 1 ? 'line' : 'lines'} by tests`,
          1 + count / 10,
          (line.maximum * count) / measure('total'),
        ),
      );
    case 'code-scan':
      return [
        act(
          `Mend the ${plural(findings(line), 'finding')} of static security analysis`,
          2 * findings(line),
        ),
      ];
    case 'vulnerabilities':
      return [
        act(
          `Update the ${plural(measure('packages'), 'package')} with known vulnerabilities`,
          2 * measure('packages'),
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
          `Mend the ${plural(measure('findings'), 'lint finding')} (ruff check --fix)`,
          1 + measure('findings') / 5,
        ),
      ];
    case 'format':
      return [act(`Format the ${plural(measure('files'), 'file')} (black .)`, 0.5)];
    case 'types':
      return [
        act(
          `Mend the ${plural(measure('errors'), 'type error')} that mypy reports`,
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

function greenRuns(runs: number, ownFailed: boolean): string {
  if (ownFailed) {
    const own = "Mend what this change's own failed checks found";
    return runs === 1
      ? own
      : `${own}, and get ${plural(runs - 1, 'failed run')} of the branch green`;
  }
  return runs === 1
    ? 'Get one more failed run green (re-run it if it was flaky) or add a green run'
    : `Get ${runs} more failed runs green (re-run the flaky ones) or add as many green runs`;
}

/** Amounts worth offering: all, and a few fractions, so that the cheapest way asks for no more than it needs. */
function steps(all: number): readonly number[] {
  const most = Math.max(0, Math.floor(all));
  if (most <= 20) return Array.from({ length: most }, (_, index) => index + 1);
  return Array.from({ length: 20 }, (_, index) => Math.ceil((most * (index + 1)) / 20));
}

const missingRemedy: Record<ScoreLine['id'], string> = {
  'pass-rate': 'Let one run of the workflow complete',
  'line-coverage': 'Hand in a coverage report (coverage.xml or coverage.json)',
  'code-scan': 'Hand in the report of bandit (bandit.json)',
  vulnerabilities: 'Hand in the report of pip-audit (pip-audit.json)',
  conflicts: 'Hand in the output of pip check (pip-check.txt)',
  lint: 'Hand in the report of ruff (ruff.json)',
  format: 'Hand in the output of black --check (black.txt)',
  types: 'Hand in the output of mypy (mypy.txt)',
  documentation: 'Name the directories with the code (sources)',
};

function findings(line: ScoreLine): number {
  return (
    (line.measures['high'] ?? 0) + (line.measures['medium'] ?? 0) + (line.measures['low'] ?? 0)
  );
}

function inputsOf(line: ScoreLine, score: Score): string {
  if (line.state === 'missing') return line.reason ?? 'no input';
  const measure = (name: string): number => line.measures[name] ?? 0;
  switch (line.id) {
    case 'pass-rate': {
      const own = score.passRate.basis === 'own' ? ' (this run alone: no history yet)' : '';
      const ignored = measure('ignored') === 0 ? '' : `, ${measure('ignored')} not counted`;
      return `${measure('passed')} of ${plural(measure('counted'), 'run')} passed${ignored}${own}`;
    }
    case 'line-coverage':
      return `${measure('covered')} of ${plural(measure('total'), 'line')} covered (${percent(measure('covered'), measure('total'))} %)`;
    case 'code-scan':
      return `${measure('high')} high, ${measure('medium')} medium, ${measure('low')} low`;
    case 'vulnerabilities':
      return `${plural(measure('packages'), 'vulnerable package')}${measure('skipped') === 0 ? '' : `, ${measure('skipped')} not audited`}`;
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

function formulaOf(line: ScoreLine, window: number): string {
  const most = tidy(line.maximum);
  switch (line.id) {
    case 'pass-rate':
      return `${most} × passed ÷ counted, of the last ${window} completed runs`;
    case 'line-coverage':
      return `${most} × covered ÷ total lines`;
    case 'code-scan':
      return `${most} × (50 − ${securityDeductions.high} × high − ${securityDeductions.medium} × medium − ${securityDeductions.low} × low) ÷ 50, at least 0`;
    case 'vulnerabilities':
      return `${most} × (40 − ${securityDeductions.vulnerablePackage} × vulnerable packages) ÷ 40, at least 0`;
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

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.floor((part / whole) * 1000) / 10 : 0;
}

/** Two decimal places, for display and for sums of display. */
export function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
