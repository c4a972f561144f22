import { type Problem } from '../kernel/problem';
import { type CoverageFact, type Reading, type TestsFact } from '../readiness/facts';
import { coveredShare } from '../readiness/score';
import { compare, growth, type Baseline, type JudgedFinding } from './baseline';
import { gateOf, type JudgedTool } from './judged-tools';
import { covers, fileFromRoot, waiverFor, type Subject } from './match';
import { waivedText, type WaivableGate, type Waiver } from './waiver';

/** `new`: only what the baseline does not have fails. `enforce`: the baseline counts for nothing. */
type JudgedMode = 'enforce' | 'new';

/** What a check is judged by: of a change that is proposed, never its own version of these. */
export interface CheckRules {
  readonly mode: JudgedMode;
  /** Of the project, from the root of the repository, where waivers name files from; absent at the root. */
  readonly directory?: string;
  /** Of the default branch. */
  readonly waivers: readonly Waiver[];
  /** Of the default branch, the project's part; undefined where none was recorded there. */
  readonly baseline: Baseline | undefined;
  /** As the change has it. */
  readonly proposed: Baseline | undefined;
  /** `2026-03-31`, in UTC. */
  readonly today: string;
}

/** Something that is excused today. */
export interface Excused {
  readonly what: string;
  readonly waiver: Waiver;
}

export interface JudgedCheck {
  /** Why the gate fails; empty: it passes. */
  readonly problems: readonly Problem[];
  readonly excused: readonly Excused[];
  /** How much of the baseline is still there, and how much is gone. */
  readonly known: number;
  readonly gone: number;
}

/** Judges what a tool found. `status` is its exit code: one that failed without a finding did not do its work. */
export function judgeTool(
  tool: JudgedTool,
  findings: Reading<readonly JudgedFinding[]>,
  status: number,
  rules: CheckRules,
): JudgedCheck {
  if (findings.state === 'missing') {
    return incompleteCheck(`${tool} has no complete result: ${findings.reason}`);
  }
  if (status !== 0 && findings.value.length === 0) {
    return incompleteCheck(`${tool} ended with ${String(status)} and named no finding`);
  }
  const { excused, left } = withoutWaived(tool, findings.value, rules);
  const { fresh, known, gone } =
    rules.mode === 'new'
      ? compare(counting(rules)?.findings[tool], left)
      : { fresh: left, known: 0, gone: 0 };
  return excusedGate(gateOf(tool), rules, {
    problems: [
      ...fresh.map(({ file, line, rule, message }) => ({
        code: 'new-finding',
        ...(gateOf(tool) === 'security' && tool !== 'bandit' ? {} : { file, line }),
        message: `${rule}: ${message}`,
      })),
      ...grownOf(tool, rules),
    ],
    ...{ excused, known, gone },
  });
}

/** What the tests left behind. */
export interface TestResults {
  readonly tests: Reading<TestsFact>;
  readonly coverage: Reading<CoverageFact>;
  /** Tests during which the process ended, by pytest's node id. */
  readonly crashed: readonly string[];
  /** Exit code of pytest: 1 when tests failed, or coverage is too low. */
  readonly status: number;
}

/**
 * Judges tests and coverage. `minimum` is the coverage, in percent, that `enforce` asks for; `new` asks for what the baseline
 * has. A test that ended its process fails whatever is said of it: no test after it is known to have run.
 */
export function judgeTests(
  { tests, coverage, crashed, status }: TestResults,
  minimum: number,
  rules: CheckRules,
): JudgedCheck {
  // https://docs.pytest.org/en/stable/reference/exit-codes.html
  if (status > 1) return incompleteCheck(`the tests ended with ${String(status)}`);
  if (tests.state === 'missing') return incompleteCheck(tests.reason);
  const failed = tests.value.cases.filter(({ outcome }) => outcome === 'failed');
  const excused: Excused[] = [];
  const left = failed.filter(({ id }) => {
    if (isCrashed(id, crashed)) return true;
    const waiver = waiverFor(rules.waivers, testSubject(id, rules), rules.today);
    if (waiver !== undefined) excused.push({ what: `the test ${id}`, waiver });
    return waiver === undefined;
  });
  const before = new Set(rules.mode === 'new' ? counting(rules)?.failing : []);
  const known = left.filter(({ id }) => before.has(id) && !isCrashed(id, crashed));
  const passed = new Set(
    tests.value.cases.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id),
  );
  const low = judgeCoverage(coverage, minimum, rules);
  const fresh = left.filter((one) => !known.includes(one));
  if (status !== 0 && failed.length + low.problems.length + low.excused.length === 0) {
    return incompleteCheck('the tests ended with 1 and named no test that fails');
  }
  const judged = excusedGate('tests', rules, {
    problems: [
      ...fresh.map(({ id }) => ({
        code: isCrashed(id, crashed) ? 'crashed-test' : 'failing-test',
        message: isCrashed(id, crashed)
          ? `the process that ran ${id} ended`
          : `the test ${id} fails`,
      })),
      ...grownOf('tests', rules),
    ],
    excused,
    known: known.length,
    gone: [...before].filter((id) => passed.has(id)).length,
  });
  return {
    ...judged,
    problems: [...judged.problems, ...low.problems],
    excused: [...judged.excused, ...low.excused],
  };
}

function judgeCoverage(
  coverage: Reading<CoverageFact>,
  minimum: number,
  rules: CheckRules,
): Pick<JudgedCheck, 'problems' | 'excused'> {
  const recorded = rules.mode === 'new' ? counting(rules)?.coverage : minimum;
  // Nothing is recorded where nothing was measured then.
  const floor = recorded ?? 0;
  const problem = tooLow(coverage, floor, rules.mode);
  return excusedGate('coverage', rules, {
    problems: [...(problem === undefined ? [] : [problem]), ...grownOf('coverage', rules)],
    excused: [],
    known: 0,
    gone: 0,
  });
}

function tooLow(
  coverage: Reading<CoverageFact>,
  floor: number,
  mode: JudgedMode,
): Problem | undefined {
  if (floor === 0) return undefined;
  if (coverage.state === 'missing') {
    return { code: 'no-coverage', message: `the coverage is not known: ${coverage.reason}` };
  }
  const measured = measuredPercent(coverage.value);
  return measured >= floor
    ? undefined
    : {
        code: 'low-coverage',
        message:
          mode === 'new'
            ? 'the tests cover less than when it was recorded'
            : 'the tests cover too little',
        found: `${String(measured)} %`,
        allowed: `${String(floor)} % or more`,
      };
}

/** Percent with two decimal places, rounded down, so that what was recorded is reached by the same tests. */
export function measuredPercent(coverage: CoverageFact): number {
  return Math.floor(coveredShare(coverage) * 10_000 + 1e-6) / 100;
}

/**
 * The baseline that counts. Before the default branch has one, the one that a change brings counts for that change: someone has
 * to bring the first, and a reviewer sees it.
 */
function counting({ baseline, proposed }: CheckRules): Baseline | undefined {
  if (baseline === undefined || proposed === undefined) return baseline ?? proposed;
  const coverage = baseline.coverage ?? proposed.coverage;
  const failing = baseline.failing ?? proposed.failing;
  return {
    ...baseline,
    ...(coverage === undefined ? {} : { coverage }),
    ...(failing === undefined ? {} : { failing }),
    findings: { ...proposed.findings, ...baseline.findings },
  };
}

function grownOf(part: string, { mode, baseline, proposed }: CheckRules): readonly Problem[] {
  if (mode !== 'new' || baseline === undefined || proposed === undefined) return [];
  const more = growth(baseline, proposed).get(part);
  return more === undefined
    ? []
    : [
        {
          code: 'baseline-grows',
          message: `this change lets the baseline of ${part} grow`,
          found:
            part === 'coverage' ? `a floor lower by ${more.toFixed(2)}` : `${String(more)} more`,
          allowed: 'less than the default branch has, or the same',
          remedy: 'fix what is new, or waive it in .github/gatehouse/waivers.yaml until a day',
        },
      ];
}

/** Findings that no waiver covers today. */
export function unwaivedFindings(
  tool: JudgedTool,
  findings: readonly JudgedFinding[],
  rules: WaiverRules,
): readonly JudgedFinding[] {
  return withoutWaived(tool, findings, rules).left;
}

/** Ids of failing tests that are not in quarantine today. */
export function unwaivedTests(
  { cases }: TestsFact,
  { waivers, today, directory }: WaiverRules,
): readonly string[] {
  return cases
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ id }) => id)
    .filter((id) => waiverFor(waivers, testSubject(id, { directory }), today) === undefined);
}

function withoutWaived(
  tool: JudgedTool,
  findings: readonly JudgedFinding[],
  { waivers, today, directory }: WaiverRules,
): { readonly excused: readonly Excused[]; readonly left: readonly JudgedFinding[] } {
  const excused: Excused[] = [];
  const left = findings.filter((finding) => {
    const subject = subjectOf(tool, finding, directory);
    const waiver = subject === undefined ? undefined : waiverFor(waivers, subject, today);
    if (waiver !== undefined) {
      excused.push({ what: `${finding.rule} in ${finding.file}`, waiver });
    }
    return waiver === undefined;
  });
  return { excused, left };
}

type WaiverRules = Pick<CheckRules, 'waivers' | 'today' | 'directory'>;

const testSubject = (id: string, { directory }: { directory?: string | undefined }): Subject => ({
  kind: 'test',
  id,
  ...(directory === undefined ? {} : { directory }),
});

function subjectOf(
  tool: JudgedTool,
  { file, rule, ids }: JudgedFinding,
  directory: string | undefined,
): Subject | undefined {
  if (tool === 'pip-check') return undefined;
  return tool === 'pip-audit' || tool === 'cve'
    ? { kind: 'vulnerability', ids: ids ?? [rule], package: file }
    : { kind: 'finding', tool, rule, file: fileFromRoot(file, directory) };
}

/** Where the whole gate is waived, what would fail it is excused. */
function excusedGate(gate: WaivableGate, rules: CheckRules, judged: JudgedCheck): JudgedCheck {
  if (judged.problems.length === 0) return judged;
  const waiver = waiverFor(rules.waivers, { kind: 'gate', gate }, rules.today);
  // A crash is none of the test's own affair.
  const kept = judged.problems.filter(({ code }) => code === 'crashed-test');
  return waiver === undefined
    ? judged
    : {
        ...judged,
        problems: kept,
        excused: [...judged.excused, { what: waivedText(waiver.what), waiver }],
      };
}

function isCrashed(id: string, crashed: readonly string[]): boolean {
  return crashed.some((node) => covers({ kind: 'test', test: node }, { kind: 'test', id }));
}

function incompleteCheck(message: string): JudgedCheck {
  return {
    problems: [{ code: 'no-result', message, remedy: 'see above what the tool printed' }],
    excused: [],
    known: 0,
    gone: 0,
  };
}
