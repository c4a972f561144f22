import type { GateName, ModeName } from './gate-modes';
import type { JudgedChange } from './judged-change';
import type { BandLimits, Weights } from './policy';
import { coveredShare, type LineId, scoreOf } from './score';

/** The settings by which a recorded pull request is judged again. */
export interface ReplayRules {
  readonly gates: Readonly<Record<GateName, ModeName>> & {
    /** Percent. */
    readonly coverage: number;
    /** Percent. */
    readonly readiness: number;
  };
  readonly weights: Weights;
  readonly bands: BandLimits;
}

/** What may block a pull request, in the order in which reasons are named. */
export const replayedGates = [
  ...['lint', 'format', 'types', 'tests', 'coverage', 'security', 'readiness'],
] as const;
export type ReplayedGate = (typeof replayedGates)[number];

/** What the rules would have done with a pull request. */
export interface ReplayedChange {
  readonly pullRequest: number;
  /** ISO 8601, UTC: when it was judged. */
  readonly at: string;
  /** Gates that would have failed. */
  readonly blockedBy: readonly ReplayedGate[];
  /** Gates of which the record does not say it: nothing was measured, or only what is new would have failed. */
  readonly unknown: readonly ReplayedGate[];
}

/** The last judgement of each pull request, of the newest ones, oldest first. */
export function newestChanges<T extends JudgedChange>(
  changes: readonly T[],
  most: number,
): readonly T[] {
  const last = new Map<number, T>();
  for (const change of changes) {
    const other = last.get(change.pullRequest);
    if (other === undefined || other.at <= change.at) last.set(change.pullRequest, change);
  }
  return [...last.values()]
    .sort((a, b) => (a.at === b.at ? a.pullRequest - b.pullRequest : a.at < b.at ? -1 : 1))
    .slice(-most);
}

/** Judges a recorded pull request by other rules. */
export function replayChange(change: JudgedChange, rules: ReplayRules): ReplayedChange {
  const verdicts = replayedGates.map((gate) => [gate, verdictOf(gate, change, rules)] as const);
  const those = (verdict: Verdict) =>
    verdicts.flatMap(([gate, one]) => (one === verdict ? [gate] : []));
  return {
    ...{ pullRequest: change.pullRequest, at: change.at },
    blockedBy: those('fails'),
    unknown: those('unknown'),
  };
}

type Verdict = 'passes' | 'fails' | 'unknown';

function verdictOf(gate: ReplayedGate, change: JudgedChange, rules: ReplayRules): Verdict {
  if (gate === 'readiness') {
    // A line that is missing is worth nothing, for the gate as here.
    const passRate = { passed: 0, counted: 0, ignored: 0, basis: 'none', fresh: false } as const;
    const lines = change.lines.map((one) => ({ ...one, measures: numbers(one.measures) }));
    const { value } = scoreOf({ lines, passRate }, rules);
    return value < rules.gates.readiness ? 'fails' : 'passes';
  }
  const mode = rules.gates[gate === 'coverage' ? 'tests' : gate];
  if (mode === 'warn' || mode === 'off') return 'passes';
  const faults = faultsOf(gate, change, rules);
  // What a baseline lets pass is not recorded; where nothing was found, nothing is new.
  if (faults.includes(true)) return mode === 'new' ? 'unknown' : 'fails';
  return faults.includes(undefined) ? 'unknown' : 'passes';
}

/** Of each thing that fails a gate whether it was found; undefined where nothing was measured. */
function faultsOf(
  gate: Exclude<ReplayedGate, 'readiness'>,
  change: JudgedChange,
  { gates }: ReplayRules,
): readonly (boolean | undefined)[] {
  const measured = (id: LineId) => measuresOf(change, id);
  const hasAny = (id: LineId, ...names: readonly string[]): boolean | undefined => {
    const measures = measured(id);
    return measures && names.some((name) => (measures[name] ?? 0) > 0);
  };
  switch (gate) {
    case 'lint':
      return [hasAny('lint', 'findings')];
    case 'format':
      return [hasAny('format', 'files')];
    case 'types':
      return [hasAny('types', 'errors')];
    case 'tests':
      return [change.failedTests === undefined ? undefined : change.failedTests > 0];
    case 'coverage': {
      const found = measured('line-coverage');
      return [found && 100 * shareOf(found) < gates.coverage];
    }
    case 'security':
      // As its steps do: a high finding, any vulnerable package, and a conflict.
      return [
        hasAny('code-scan', 'high'),
        hasAny('vulnerabilities', 'packages', 'mediumPackages', 'lowPackages'),
        hasAny('conflicts', 'conflicts'),
      ];
  }
}

const shareOf = ({ covered = 0, total = 0, branchesCovered = 0, branches = 0 }: Measures): number =>
  coveredShare({
    ...{ linesCovered: covered, linesTotal: total },
    ...{ branchesCovered, branchesTotal: branches },
  });

type Measures = Readonly<Record<string, number>>;

function measuresOf({ lines }: JudgedChange, id: LineId): Measures | undefined {
  const line = lines.find((one) => one.id === id);
  return line?.state === 'measured' ? numbers(line.measures) : undefined;
}

const numbers = (measures: Readonly<Record<string, number | undefined>>): Measures =>
  Object.fromEntries(
    Object.entries(measures).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
