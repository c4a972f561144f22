import * as fc from 'fast-check';
import { exampleReports, exampleRun } from '../example-facts';
import { found, known, missing, type TestCaseFact } from '../facts';
import { defaultPolicy } from '../policy';
import { changedLines, linesBelow, patchLines } from './changed-lines';
import { changeOf, longestQualityJob, usualQualityJob } from './change';
import { changeSchema, inFiles, longestPath } from './change-schema';
import { changedCoverage } from './line-coverage';

const patch = [
  '@@ -1,4 +1,5 @@',
  ' one',
  '-two',
  '+two, edited',
  '+two and a half',
  ' three',
  '@@ -20 +21,2 @@ def f():',
  ' twenty',
  '+twenty-one',
  '\\ No newline at end of file',
].join('\n');

describe('the lines of a change', () => {
  const linesOf = (text?: string) => [
    ...(changedLines([{ path: 'a.py', patch: text }]).get('a.py') ?? []),
  ];
  test.each<[string, string | undefined, readonly number[]]>([
    ['edited and added lines, by their new numbers', patch, [2, 3, 22]],
    ['a new file', '@@ -0,0 +1,2 @@\n+a\n+b', [1, 2]],
    ['a deleted file', '@@ -1,2 +0,0 @@\n-a\n-b', []],
    ['a line that begins with a plus', '@@ -1 +1,2 @@\n ++a\n++a', [2]],
    ['a file without a diff', undefined, []],
  ])('%s', (_name, text, expected) => {
    expect(linesOf(text)).toEqual(expected);
  });

  test('are between other lines of the diff, each with its number', () => {
    expect(patchLines(`${patch}\n ends with \\`)).toEqual([
      { kind: 'hunk', text: '', line: 1 },
      { kind: 'same', text: 'one', line: 1 },
      { kind: 'removed', text: 'two', line: 2 },
      { kind: 'added', text: 'two, edited', line: 2 },
      { kind: 'added', text: 'two and a half', line: 3 },
      { kind: 'same', text: 'three', line: 4 },
      { kind: 'hunk', text: '', line: 21 },
      { kind: 'same', text: 'twenty', line: 21 },
      { kind: 'added', text: 'twenty-one', line: 22 },
      { kind: 'same', text: 'ends with \\', line: 23 },
    ]);
  });

  test('of a project in a directory are those below it, by paths that begin there', () => {
    const files = ['a.py', 'api/a.py', 'api2/b.py', 'api/x/c.py'];
    const lines = changedLines(files.map((path) => ({ path, patch: '@@ -0,0 +1 @@\n+a' })));
    expect([...linesBelow(lines, 'api').keys()]).toEqual(['a.py', 'x/c.py']);
    expect(linesBelow(lines, '.')).toBe(lines);
  });

  test('are those that were put in, whatever stands around them', () => {
    const kinds = fc.array(fc.constantFrom(' ', '+', '-'), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 900 }), (marks, start) => {
        const text = [`@@ -${start} +${start} @@`, ...marks.map((mark) => `${mark}x`)].join('\n');
        const after = marks.filter((mark) => mark !== '-');
        expect(linesOf(text)).toEqual(
          after.flatMap((mark, index) => (mark === '+' ? [start + index] : [])),
        );
      }),
    );
  });
});

describe('the coverage of a change', () => {
  const lines = changedLines([
    { path: 'src/a.py', patch: '@@ -1 +1,4 @@\n+a\n+b\n+c\n+d' },
    { path: 'src/b.py', patch: '@@ -0,0 +1 @@\n+a' },
  ]);
  const report = (files: object) => JSON.stringify({ totals: {}, files });
  const file = (executed: readonly number[], missed: readonly number[]) => ({
    executed_lines: executed,
    missing_lines: missed,
    summary: {},
  });

  test('is that of its lines alone, which have a statement', () => {
    const text = report({
      'src/a.py': file([1, 9], [3, 4, 10]),
      'src\\b.py': file([1], []),
      'src/c.py': file([], [1, 2, 3]),
    });
    expect(changedCoverage(text, 'coverage.json', lines)).toEqual({
      ok: true,
      value: { covered: 2, total: 4, uncovered: [{ file: 'src/a.py', lines: [3, 4] }] },
    });
  });

  test('names the files with most uncovered lines first, then by name', () => {
    const paths = ['b.py', 'c.py', 'a.py', 'd.py'];
    const changes = paths.map((path) => ({ path, patch: '@@ -0,0 +1,2 @@\n+a\n+b' }));
    const missed = [[1], [1, 2], [2], [2]];
    const text = report(
      Object.fromEntries(paths.map((path, index) => [path, file([], missed[index] ?? [])])),
    );
    const read = changedCoverage(text, 'coverage.json', changedLines(changes));
    const order = ['c.py', 'a.py', 'b.py', 'd.py'];
    expect(read.ok && read.value.uncovered.map((one) => one.file)).toEqual(order);
  });

  test('is read whatever directory the tests ran in', () => {
    const text = report({ '/checkout/src/b.py': file([], [1]) });
    expect(changedCoverage(text, 'coverage.json', lines, '/checkout')).toMatchObject({
      value: { total: 1, uncovered: [{ file: 'src/b.py' }] },
    });
  });

  test('is not that of a file without its lines, nor of a broken report', () => {
    expect(changedCoverage(report({ 'src/a.py': { summary: {} } }), 'c', lines)).toMatchObject({
      value: { covered: 0, total: 0 },
    });
    expect(changedCoverage('{', 'c', lines).ok).toBe(false);
  });
});

const test_ = (id: string, outcome: TestCaseFact['outcome']): TestCaseFact => ({
  id,
  outcome,
  reruns: 0,
  seconds: 1,
});

describe('what a change does', () => {
  const lines = changedLines([{ path: 'a.py', patch: '@@ -0,0 +1,3 @@\n+a\n+b\n+c' }]);
  const at = (file: string, line: number, rule: string) => ({ file, line, rule, message: 'm' });
  const reports = {
    ...exampleReports,
    lint: known({
      count: 3,
      first: [at('a.py', 1, 'F401'), at('a.py', 9, 'F401'), at('b.py', 1, 'E1')],
    }),
    types: missing('mypy could not check every file', {
      count: 1,
      first: [at('a.py', 2, 'syntax')],
    }),
    tests: known({
      cases: [
        test_('new', 'failed'),
        test_('old', 'failed'),
        { ...test_('healed', 'passed'), reruns: 1 },
      ],
    }),
  };

  test('findings are those on its lines, of an incomplete check too', () => {
    expect(changeOf(reports, { lines }).findings).toEqual({
      count: 2,
      first: [
        { file: 'a.py', line: 1, rule: 'F401' },
        { file: 'a.py', line: 2, rule: 'syntax' },
      ],
    });
  });

  test('tests and measured lines are held against the base branch', () => {
    const base = { tests: 103, measuredLines: 1100, failing: ['old', 'healed', 'gone'] };
    expect(changeOf(reports, { base, seconds: { own: 90, base: 60 } })).toEqual({
      tests: { own: 3, base: 103 },
      measuredLines: { own: 1000, base: 1100 },
      seconds: { own: 90, base: 60 },
      newlyFailing: { count: 1, first: ['new'] },
      fixed: { count: 1, first: ['healed'] },
      flaky: 1,
    });
  });

  test('a test that passes at once is neither newly failing nor flaky, nor is one that fails after re-runs', () => {
    const again = (id: string, outcome: TestCaseFact['outcome']) => ({
      ...test_(id, outcome),
      reruns: 2,
    });
    const cases = [test_('fine', 'passed'), again('late', 'passed'), again('never', 'failed')];
    const change = changeOf(
      { ...reports, tests: known({ cases: [...cases, test_('a first one', 'failed')] }) },
      { base: { failing: [] } },
    );
    expect(change.newlyFailing).toEqual({ count: 2, first: ['a first one', 'never'] });
    expect(change.flaky).toBe(1);
  });

  test.each([
    [Number.MAX_SAFE_INTEGER, { own: Number.MAX_SAFE_INTEGER }],
    [2 ** 60, undefined],
  ])('of %d measured lines, as many as can be counted are reported', (linesTotal, told) => {
    const measured = found(exampleReports.coverage);
    if (measured === undefined) throw new Error('the example has a coverage');
    const coverage = known({ ...measured, linesTotal });
    expect(changeOf({ ...reports, coverage }, {}).measuredLines).toEqual(told);
  });

  test('without a record of the base no test is newly failing or fixed', () => {
    expect(changeOf(reports, {})).toStrictEqual({
      tests: { own: 3 },
      measuredLines: { own: 1000 },
      newlyFailing: { count: 0, first: [] },
      fixed: { count: 0, first: [] },
      flaky: 1,
    });
  });

  test('what is not known is not there', () => {
    const none = { ...reports, tests: missing<never>('gone'), coverage: missing<never>('gone') };
    expect(changeOf(none, {})).toEqual({
      newlyFailing: { count: 0, first: [] },
      fixed: { count: 0, first: [] },
      flaky: 0,
    });
  });

  test('a rule of another form and a path that is too long do not stand in the way of the rest', () => {
    const long = `${'d/'.repeat(300)}a.py`;
    const longest = `${'d'.repeat(longestPath - 3)}.py`;
    const both = changedLines(
      ['a.py', long, longest].map((path) => ({ path, patch: '@@ -0,0 +1 @@\n+a' })),
    );
    const change = changeOf(
      {
        ...reports,
        types: missing('gone'),
        lint: known({
          count: 3,
          first: [at('a.py', 1, 'a rule!'), at(long, 1, 'F401'), at(longest, 1, 'F401')],
        }),
      },
      {
        lines: both,
        coverage: {
          covered: 0,
          total: 2,
          uncovered: [long, longest].map((file) => ({ file, lines: [1] })),
        },
      },
    );
    expect(changeSchema.parse(change)).toMatchObject({
      findings: { count: 3, first: [{ file: 'a.py', rule: 'other' }, { file: longest }] },
      coverage: { total: 2, uncovered: [{ file: longest }] },
    });
  });

  test('however much it is, a bounded part is named, and the whole is counted', () => {
    const many = Array.from({ length: 300 }, (_, index) => index + 1);
    const text = ['@@ -0,0 +1,300 @@', ...many.map(() => '+x')].join('\n');
    const change = changeOf(
      {
        ...reports,
        lint: known({ count: 300, first: many.map((line) => at('a.py', line, 'F401')) }),
        tests: known({ cases: many.map((id) => test_(`t${id}`, 'failed')) }),
      },
      {
        lines: changedLines([{ path: 'a.py', patch: text }]),
        coverage: {
          covered: 0,
          total: 6000,
          uncovered: many.slice(0, 20).map((id) => ({ file: `${id}.py`, lines: many })),
        },
        base: { failing: [] },
      },
    );
    expect(changeSchema.parse(change)).toEqual(change);
    expect(change).toMatchObject({
      coverage: { total: 6000 },
      findings: { count: 301 },
      newlyFailing: { count: 300 },
    });
  });

  test('a trusted reader believes only places in files that the pull request changes', () => {
    const change = changeOf(reports, {
      lines,
      coverage: {
        covered: 0,
        total: 2,
        uncovered: [
          { file: '@everyone', lines: [1] },
          { file: 'a.py', lines: [2] },
        ],
      },
    });
    expect(inFiles(change, new Set(['a.py']))).toMatchObject({
      coverage: { total: 2, uncovered: [{ file: 'a.py' }] },
      findings: { first: [{ file: 'a.py' }, { file: 'a.py' }] },
    });
    expect(inFiles(change, new Set())).toMatchObject({
      coverage: { total: 2, uncovered: [] },
      findings: { count: 2, first: [] },
    });
    const neither = changeOf(reports, {});
    expect(inFiles(neither, new Set())).toStrictEqual(neither);
  });
});

describe('the longest quality job', () => {
  const run = (seconds: number) => ({
    ...exampleRun(seconds),
    jobs: [
      { name: 'Lint & Format', conclusion: 'success' as const, attempt: 1, seconds: 1 },
      { name: 'Test Suite (3.12)', conclusion: 'success' as const, attempt: 1, seconds },
      { name: 'Security Scan', conclusion: 'success' as const, attempt: 1, seconds: 2 },
      { name: 'Build Packages', conclusion: 'success' as const, attempt: 1, seconds: 9000 },
    ],
  });
  const { qualityJobs } = defaultPolicy;

  test('is that of the quality jobs alone', () => {
    expect(longestQualityJob(run(60), qualityJobs)).toBe(60);
    expect(longestQualityJob({ jobs: [] }, qualityJobs)).toBeUndefined();
  });

  test('is usually as long as in the middle of the green runs', () => {
    const failed = (seconds: number) => ({
      ...run(seconds),
      jobs: run(seconds).jobs.map((job) => ({ ...job, conclusion: 'failure' as const })),
    });
    const runs = [
      run(10),
      run(500),
      run(60),
      exampleRun(1, 'failure'),
      failed(3),
      failed(4),
      failed(5),
    ];
    expect(usualQualityJob(runs, qualityJobs)).toBe(60);
    expect(usualQualityJob([], qualityJobs)).toBeUndefined();
  });
});
