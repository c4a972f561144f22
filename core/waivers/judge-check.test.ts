import { known, missing, type TestsFact } from '../readiness/facts';
import { type Baseline, type JudgedFinding } from './baseline';
import {
  judgeTests,
  judgeTool,
  measuredPercent,
  unwaivedFindings,
  unwaivedTests,
  type CheckRules,
  type JudgedCheck,
} from './judge-check';
import { type Waived, type Waiver } from './waiver';

const today = '2026-03-31';
const waiver = (what: Waived, until = '2026-04-30'): Waiver => ({
  ...{ what, why: 'old', owner: '@ada', until },
});
const rules = (more: Partial<CheckRules> = {}): CheckRules => ({
  ...{ mode: 'new', waivers: [], baseline: undefined, proposed: undefined, today },
  ...more,
});
const unused = (line: number, file = 'src/a.py'): JudgedFinding => ({
  ...{ file, line, rule: 'F401', message: 'unused' },
});
const baseline = (count: number): Baseline => ({
  format: 1,
  findings: { ruff: { 'src/a.py': { F401: { unused: count } } } },
});
const gate = (name: 'lint' | 'tests' | 'coverage'): Waiver => waiver({ kind: 'gate', gate: name });
const inOld = waiver({ kind: 'finding', tool: 'ruff', rule: 'F401', path: 'src' });

/** A verdict in a few words. */
function shown({ problems, excused, known: still, gone }: JudgedCheck) {
  return [
    problems.map(({ code, line }) => `${code}${line === undefined ? '' : `:${line}`}`).join(' '),
    excused.length,
    still,
    gone,
  ];
}

describe('a tool', () => {
  const two = known([unused(1), unused(5)]);
  test.each<[string, Parameters<typeof judgeTool>[1], number, CheckRules, readonly unknown[]]>([
    ['that finds nothing passes', known([]), 0, rules(), ['', 0, 0, 0]],
    ['without a baseline fails for all', two, 1, rules(), ['new-finding:1 new-finding:5', 0, 0, 0]],
    ['passes with what the baseline has', two, 1, rules({ baseline: baseline(2) }), ['', 0, 2, 0]],
    [
      'fails for what it does not have',
      two,
      1,
      rules({ baseline: baseline(1) }),
      ['new-finding:5', 0, 1, 0],
    ],
    ['says what is gone', two, 1, rules({ baseline: baseline(5) }), ['', 0, 2, 3]],
    [
      'is held to all of it where the mode is enforce',
      two,
      1,
      rules({ baseline: baseline(2), mode: 'enforce' }),
      ['new-finding:1 new-finding:5', 0, 0, 0],
    ],
    ['passes with what is waived', two, 1, rules({ waivers: [inOld] }), ['', 2, 0, 0]],
    [
      'passes with what is waived where the mode is enforce',
      two,
      1,
      rules({ waivers: [inOld], mode: 'enforce' }),
      ['', 2, 0, 0],
    ],
    [
      'fails again once the waiver ended',
      two,
      1,
      rules({ waivers: [{ ...inOld, until: '2026-03-30' }] }),
      ['new-finding:1 new-finding:5', 0, 0, 0],
    ],
    ['passes where its gate is waived', two, 1, rules({ waivers: [gate('lint')] }), ['', 1, 0, 0]],
    [
      'fails without a report',
      missing('none'),
      0,
      rules({ baseline: baseline(2) }),
      ['no-result', 0, 0, 0],
    ],
    [
      'fails without a report though its gate is waived',
      missing('none'),
      0,
      rules({ waivers: [gate('lint')] }),
      ['no-result', 0, 0, 0],
    ],
    [
      'that failed without a finding did not do its work',
      known([]),
      2,
      rules(),
      ['no-result', 0, 0, 0],
    ],
  ])('%s', (_name, findings, status, by, expected) => {
    expect(shown(judgeTool('ruff', findings, status, by))).toEqual(expected);
  });

  test.each<[string, Baseline | undefined, Baseline | undefined, readonly unknown[]]>([
    [
      'the first baseline counts for the change that brings it',
      undefined,
      baseline(2),
      ['', 0, 2, 0],
    ],
    [
      'a larger one counts for nothing and fails',
      baseline(1),
      baseline(2),
      ['new-finding:5 baseline-grows', 0, 1, 0],
    ],
    ['a smaller one does not count yet', baseline(2), baseline(1), ['', 0, 2, 0]],
    [
      'a tool that it lacks is recorded by the change',
      { format: 1, findings: {} },
      baseline(2),
      ['', 0, 2, 0],
    ],
    ['a change that deletes it does not escape it', baseline(2), undefined, ['', 0, 2, 0]],
  ])('%s', (_name, ofBranch, proposed, expected) => {
    expect(shown(judgeTool('ruff', two, 1, rules({ baseline: ofBranch, proposed })))).toEqual(
      expected,
    );
  });

  test('a vulnerability is waived by any of its ids', () => {
    const found = known([
      { ...unused(1, 'flask'), rule: 'PYSEC-1', ids: ['PYSEC-1', 'CVE-2026-1'] },
    ]);
    const waivers = [waiver({ kind: 'vulnerability', id: 'CVE-2026-1' })];
    expect(shown(judgeTool('pip-audit', found, 1, rules({ waivers })))).toEqual(['', 1, 0, 0]);
    expect(shown(judgeTool('cve', found, 1, rules()))).toEqual(['new-finding', 0, 0, 0]);
  });
});

const tests = (...outcomes: readonly TestsFact['cases'][number]['outcome'][]) =>
  known({
    cases: outcomes.map((outcome, index) => ({
      ...{ id: `tests.test_a::test_${index}`, outcome, reruns: 0, seconds: 0 },
    })),
  });
const coverage = (covered: number) =>
  known({
    ...{ linesCovered: covered, linesTotal: 100, branchesCovered: 0, branchesTotal: 0 },
    worstFiles: [],
  });
const quarantine = waiver({ kind: 'test', test: 'tests/test_a.py::test_0' });
const crashed = ['tests/test_a.py::test_0'];

describe('tests', () => {
  const results = (more: Partial<Parameters<typeof judgeTests>[0]> = {}) => ({
    ...{ tests: tests('failed', 'passed'), coverage: coverage(90), crashed: [], status: 1 },
    ...more,
  });
  const recorded = (more: Partial<Baseline>): Baseline => ({ format: 1, findings: {}, ...more });
  test.each<[string, ReturnType<typeof results>, CheckRules, readonly unknown[]]>([
    ['that fail, fail', results(), rules(), ['failing-test', 0, 0, 0]],
    ['in quarantine do not', results(), rules({ waivers: [quarantine] }), ['', 1, 0, 0]],
    [
      'in quarantine do not where the mode is enforce',
      results(),
      rules({ waivers: [quarantine], mode: 'enforce' }),
      ['', 1, 0, 0],
    ],
    [
      'in quarantine fail again once it ended',
      results(),
      rules({ waivers: [{ ...quarantine, until: '2026-03-30' }] }),
      ['failing-test', 0, 0, 0],
    ],
    [
      'in quarantine that end their process fail',
      results({ crashed }),
      rules({ waivers: [quarantine] }),
      ['crashed-test', 0, 0, 0],
    ],
    [
      'that end their process fail though all tests are waived, and though they are in the baseline',
      results({ crashed }),
      rules({
        waivers: [gate('tests')],
        baseline: recorded({ failing: ['tests.test_a::test_0'] }),
      }),
      ['crashed-test', 1, 0, 0],
    ],
    [
      'that failed before do not fail',
      results(),
      rules({ baseline: recorded({ failing: ['tests.test_a::test_0', 'tests.test_a::test_1'] }) }),
      ['', 0, 1, 1],
    ],
    [
      'that failed before fail where the mode is enforce',
      results(),
      rules({ mode: 'enforce', baseline: recorded({ failing: ['tests.test_a::test_0'] }) }),
      ['failing-test', 0, 0, 0],
    ],
    [
      'that were interrupted have no result',
      results({ status: 2 }),
      rules({ waivers: [quarantine] }),
      ['no-result', 0, 0, 0],
    ],
    [
      'without a report have no result',
      results({ tests: missing('junit.xml is missing') }),
      rules(),
      ['no-result', 0, 0, 0],
    ],
    [
      'that pass though pytest failed have no result',
      results({ tests: tests('passed') }),
      rules(),
      ['no-result', 0, 0, 0],
    ],
    [
      'may cover less than the target with new',
      results({ tests: tests('passed'), status: 0, coverage: coverage(61) }),
      rules(),
      ['', 0, 0, 0],
    ],
    [
      'may not cover less than what was recorded',
      results({ tests: tests('passed'), status: 0, coverage: coverage(61) }),
      rules({ baseline: recorded({ coverage: 61.01 }) }),
      ['low-coverage', 0, 0, 0],
    ],
    [
      'must cover the minimum with enforce',
      results({ tests: tests('passed'), coverage: coverage(79) }),
      rules({ mode: 'enforce' }),
      ['low-coverage', 0, 0, 0],
    ],
    [
      'must cover the minimum with enforce, though the failing one is in quarantine',
      results({ coverage: coverage(79) }),
      rules({ mode: 'enforce', waivers: [quarantine] }),
      ['low-coverage', 1, 0, 0],
    ],
    [
      'may cover less where coverage is waived',
      results({ tests: tests('passed'), coverage: coverage(79) }),
      rules({ mode: 'enforce', waivers: [gate('coverage')] }),
      ['', 1, 0, 0],
    ],
    [
      'must say what they cover where there is a floor',
      results({ tests: tests('passed'), status: 0, coverage: missing('none') }),
      rules({ baseline: recorded({ coverage: 10 }) }),
      ['no-coverage', 0, 0, 0],
    ],
    [
      'may not lower the floor',
      results({ tests: tests('passed'), status: 0 }),
      rules({ baseline: recorded({ coverage: 80 }), proposed: recorded({ coverage: 70 }) }),
      ['baseline-grows', 0, 0, 0],
    ],
  ])('%s', (_name, of, by, expected) => {
    expect(shown(judgeTests(of, 80, by))).toEqual(expected);
  });

  test('the floor is rounded down, so that the same tests reach it', () => {
    const third = { linesCovered: 2, linesTotal: 3, branchesCovered: 0, branchesTotal: 0 };
    expect(measuredPercent({ ...third, worstFiles: [] })).toBe(66.66);
  });
});

describe('what is said', () => {
  const recorded = (more: Partial<Baseline>): Baseline => ({ format: 1, findings: {}, ...more });
  const failed = tests('failed', 'passed');
  const enforce = rules({ mode: 'enforce' });
  const of = (more: Partial<Parameters<typeof judgeTests>[0]>, by = enforce): JudgedCheck =>
    judgeTests({ tests: failed, coverage: coverage(90), crashed: [], status: 1, ...more }, 80, by);
  const noResult = (message: string): object => ({
    code: 'no-result',
    message,
    remedy: 'see above what the tool printed',
  });
  const grows = (part: string, found: string): object => ({
    code: 'baseline-grows',
    message: `this change lets the baseline of ${part} grow`,
    found,
    allowed: 'less than the default branch has, or the same',
    remedy: 'fix what is new, or waive it in .github/gatehouse/waivers.yaml until a day',
  });
  const low = (message: string, found: string, allowed: string): object => ({
    ...{ code: 'low-coverage', message, found, allowed },
  });

  test.each<[string, JudgedCheck, readonly object[]]>([
    [
      'of a finding: its place',
      judgeTool('ruff', known([unused(3)]), 1, enforce),
      [{ code: 'new-finding', file: 'src/a.py', line: 3, message: 'F401: unused' }],
    ],
    [
      'of a finding of bandit: its place',
      judgeTool('bandit', known([unused(3)]), 1, enforce),
      [{ code: 'new-finding', file: 'src/a.py', line: 3, message: 'F401: unused' }],
    ],
    [
      'of a vulnerable package, which is at no place',
      judgeTool('pip-audit', known([unused(1, 'flask')]), 1, enforce),
      [{ code: 'new-finding', message: 'F401: unused' }],
    ],
    [
      'of a tool without a report',
      judgeTool('ruff', missing('ruff.json is missing'), 1, enforce),
      [noResult('ruff has no complete result: ruff.json is missing')],
    ],
    [
      'of a tool that failed and found nothing',
      judgeTool('ruff', known([]), 2, enforce),
      [noResult('ruff ended with 2 and named no finding')],
    ],
    [
      'of findings that the baseline would get',
      judgeTool('ruff', known([]), 0, rules({ baseline: baseline(1), proposed: baseline(3) })),
      [grows('ruff', '2 more')],
    ],
    ['of interrupted tests', of({ status: 3 }), [noResult('the tests ended with 3')]],
    [
      'of tests that failed without a name',
      of({ tests: tests('passed') }),
      [noResult('the tests ended with 1 and named no test that fails')],
    ],
    [
      'of a failing test',
      of({}),
      [{ code: 'failing-test', message: 'the test tests.test_a::test_0 fails' }],
    ],
    [
      'of a crash',
      of({ crashed }),
      [{ code: 'crashed-test', message: 'the process that ran tests.test_a::test_0 ended' }],
    ],
    [
      'of failing tests that the baseline would get',
      of(
        { tests: tests('passed'), status: 0 },
        rules({ baseline: recorded({ failing: [] }), proposed: recorded({ failing: ['t'] }) }),
      ),
      [grows('tests', '1 more')],
    ],
    [
      'of a lower floor',
      of(
        { tests: tests('passed'), status: 0 },
        rules({ baseline: recorded({ coverage: 80 }), proposed: recorded({ coverage: 70.5 }) }),
      ),
      [grows('coverage', 'a floor lower by 9.50')],
    ],
    [
      'of too little coverage',
      of({ tests: tests('passed'), coverage: coverage(79) }),
      [low('the tests cover too little', '79 %', '80 % or more')],
    ],
    [
      'of less coverage than before',
      of(
        { tests: tests('passed'), coverage: coverage(61) },
        rules({ baseline: recorded({ coverage: 61.5 }) }),
      ),
      [low('the tests cover less than when it was recorded', '61 %', '61.5 % or more')],
    ],
    [
      'of as much coverage as is asked for: nothing',
      of({ tests: tests('passed'), status: 0, coverage: coverage(80) }),
      [],
    ],
    [
      'of coverage that is not known',
      of({ tests: tests('passed'), coverage: missing('coverage.json is missing') }),
      [{ code: 'no-coverage', message: 'the coverage is not known: coverage.json is missing' }],
    ],
    [
      'of coverage where no floor is recorded: nothing',
      of({ tests: tests('passed'), status: 0, coverage: missing('none') }, rules()),
      [],
    ],
    [
      'of a floor that the change itself records',
      of(
        { tests: tests('passed'), coverage: coverage(50) },
        rules({ baseline: recorded({}), proposed: recorded({ coverage: 60 }) }),
      ),
      [low('the tests cover less than when it was recorded', '50 %', '60 % or more')],
    ],
    [
      'of a floor that the change raises: that of the branch counts',
      of(
        { tests: tests('passed'), coverage: coverage(50) },
        rules({ baseline: recorded({ coverage: 55 }), proposed: recorded({ coverage: 60 }) }),
      ),
      [low('the tests cover less than when it was recorded', '50 %', '55 % or more')],
    ],
  ])('%s', (_name, judged, expected) => {
    expect(judged.problems).toEqual(expected);
  });

  test('of what is excused: what it is, and by which waiver', () => {
    expect(judgeTool('ruff', known([unused(1)]), 1, rules({ waivers: [inOld] })).excused).toEqual([
      { what: 'F401 in src/a.py', waiver: inOld },
    ]);
    expect(of({}, rules({ waivers: [quarantine] })).excused).toEqual([
      { what: 'the test tests.test_a::test_0', waiver: quarantine },
    ]);
    expect(of({}, rules({ waivers: [gate('tests')] })).excused).toEqual([
      { what: 'the gate tests', waiver: gate('tests') },
    ]);
    expect(
      of({ tests: tests('passed'), status: 0 }, rules({ waivers: [gate('tests')] })).excused,
    ).toEqual([]);
  });
});

test('a conflict of packages has nothing that a waiver could name', () => {
  const waivers = [
    waiver({ kind: 'finding', tool: 'ruff', rule: 'conflict', path: 'flask' }),
    waiver({ kind: 'vulnerability', id: 'conflict' }),
  ];
  const conflict = { file: 'flask', line: 1, rule: 'conflict', message: 'needs werkzeug 3' };
  const by = { waivers, today };
  expect(unwaivedFindings('pip-check', [conflict], by)).toEqual([conflict]);
  expect(unwaivedFindings('pip-audit', [conflict], by)).toEqual([]);
  expect(unwaivedFindings('cve', [conflict], by)).toEqual([]);
});

test('failing tests that are not in quarantine are those that a baseline records', () => {
  const found = tests('failed', 'passed', 'failed');
  const value = found.state === 'known' ? found.value : { cases: [] };
  expect(unwaivedTests(value, { waivers: [], today })).toEqual([
    'tests.test_a::test_0',
    'tests.test_a::test_2',
  ]);
  expect(unwaivedTests(value, { waivers: [quarantine], today })).toEqual(['tests.test_a::test_2']);
});

describe('of a project in a directory', () => {
  const place = { directory: 'services/api', mode: 'enforce' } as const;
  test.each<[string, string, boolean]>([
    ['a path from the root of the repository', 'services/api/src', true],
    ['a path from the directory', 'src', false],
    ['a path of another project', 'services/other/src', false],
  ])('a finding is waived by %s: %s', (_name, path, isWaived) => {
    const waivers = [waiver({ kind: 'finding', tool: 'ruff', rule: 'F401', path })];
    const judged = judgeTool('ruff', known([unused(1)]), 1, rules({ ...place, waivers }));
    expect(judged.problems).toHaveLength(isWaived ? 0 : 1);
  });

  const failing: TestsFact = {
    cases: [{ id: 'tests.test_a::test_b[1]', outcome: 'failed', reruns: 0, seconds: 1 }],
  };
  const above: TestsFact = {
    cases: [
      { id: 'services.api.tests.test_a::test_b[1]', outcome: 'failed', reruns: 0, seconds: 1 },
    ],
  };
  test.each<[string, string, TestsFact, boolean]>([
    ['from the root of the repository', 'services/api/tests/test_a.py::test_b', failing, true],
    ['where pytest has its root above it', 'services/api/tests/test_a.py::test_b', above, true],
    ['of the project at the root', 'tests/test_a.py::test_b', failing, false],
    ['of another project', 'services/other/tests/test_a.py::test_b', failing, false],
  ])('a test is waived by its name %s: %s', (_name, name, tests, isWaived) => {
    const results = {
      tests: known(tests),
      coverage: missing<never>('none'),
      crashed: [],
      status: 1,
    };
    const waivers = [waiver({ kind: 'test', test: name })];
    const judged = judgeTests(results, 0, rules({ ...place, waivers }));
    expect(judged.problems.map(({ code }) => code)).toEqual(isWaived ? [] : ['failing-test']);
  });
});

test('failing tests that a change records for the first time count for it', () => {
  const failed: TestsFact = {
    cases: [{ id: 'tests.test_a::test_b', outcome: 'failed', reruns: 0, seconds: 1 }],
  };
  const results = {
    tests: known(failed),
    coverage: missing<never>('none'),
    crashed: [],
    status: 1,
  };
  const proposed: Baseline = { format: 1, failing: ['tests.test_a::test_b'], findings: {} };
  const before = baseline(1);
  expect(judgeTests(results, 0, rules({ baseline: before, proposed })).problems).toEqual([]);
  const had: Baseline = { ...before, failing: [] };
  expect(
    judgeTests(results, 0, rules({ baseline: had, proposed })).problems.map(({ code }) => code),
  ).toEqual(['failing-test', 'baseline-grows']);
});
