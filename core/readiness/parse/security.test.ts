import { findingsRead } from '../facts';
import { parseBandit, parseOutdated, parsePipCheck } from './security';

const finding = (severity: string, confidence = 'HIGH', more: object = {}) => ({
  filename: './src/a.py',
  line_number: 3,
  issue_severity: severity,
  issue_confidence: confidence,
  issue_text: 'text',
  test_id: `B-${severity}`,
  ...more,
});
const bandit = (results: readonly unknown[], errors: readonly unknown[] = [], root?: string) =>
  parseBandit(JSON.stringify({ errors, results }), 'bandit.json', root);

describe('bandit', () => {
  test('findings are counted by severity and listed the worst first', () => {
    const report = bandit([finding('LOW'), finding('HIGH'), finding('MEDIUM'), finding('HIGH')]);
    expect(report).toMatchObject({ ok: true, value: { high: 2, medium: 1, low: 1 } });
    if (!report.ok) return;
    expect(report.value.first.map(({ rule }) => rule)).toEqual([
      'B-HIGH',
      'B-HIGH',
      'B-MEDIUM',
      'B-LOW',
    ]);
    expect(report.value.first[0]).toEqual({
      file: 'src/a.py',
      line: 3,
      rule: 'B-HIGH',
      message: 'text',
    });
  });

  test('a finding without a severity is a low one', () => {
    expect(bandit([finding('UNDEFINED')])).toMatchObject({
      value: { high: 0, medium: 0, low: 1, first: [{ rule: 'B-UNDEFINED' }] },
    });
  });

  test.each([
    ['HIGH', 1],
    ['MEDIUM', 1],
    ['UNDEFINED', 1],
    ['LOW', 0],
  ])('a finding of %s confidence counts %d times', (confidence, high) => {
    const report = bandit([finding('HIGH', confidence)]);
    expect(report).toMatchObject({ value: { high } });
    expect(report.ok && report.value.first.length).toBe(high);
  });

  test('twenty thousand findings are kept, and all are counted', () => {
    const report = bandit(Array.from({ length: 20_100 }, () => finding('HIGH')));
    expect(report).toMatchObject({ value: { high: 20_100 } });
    expect(report.ok && report.value.first.length).toBe(findingsRead);
  });

  test('paths are those of the repository', () => {
    const report = bandit(
      [finding('LOW', 'HIGH', { filename: '/checkout/p/src/a.py' })],
      [],
      '/checkout/p',
    );
    expect(report).toMatchObject({ value: { first: [{ file: 'src/a.py' }] } });
    expect(bandit([finding('LOW', 'HIGH', { filename: 'a./b.py' })])).toMatchObject({
      value: { first: [{ file: 'a./b.py' }] },
    });
  });

  test('a file that could not be read makes the scan incomplete, and loses no finding', () => {
    expect(bandit([finding('HIGH')], [{ filename: 'a.py' }, {}])).toMatchObject({
      ok: false,
      partial: { high: 1, first: [{ rule: 'B-HIGH' }] },
      problems: [
        {
          code: 'scan-incomplete',
          message: 'bandit could not scan every file',
          found: '2 errors, first: {"filename":"a.py"}',
        },
      ],
    });
  });

  test.each([
    [{ issue_severity: 'SEVERE' }, 'results.0.issue_severity'],
    [{ issue_confidence: 'NONE' }, 'results.0.issue_confidence'],
    [{ line_number: '3' }, 'results.0.line_number'],
    [{ test_id: 1 }, 'results.0.test_id'],
    [{ issue_text: null }, 'results.0.issue_text'],
  ])('%j is refused', (change, path) => {
    expect(bandit([finding('HIGH', 'HIGH', change)])).toMatchObject({ problems: [{ path }] });
  });
});

describe('pip check', () => {
  const check = (text: string) => parsePipCheck(text, 'pip-check.txt');

  test.each([
    ['No broken requirements found.\n', 0],
    ['Checked 40 packages in 1ms\nAll installed packages are compatible\n', 0],
    ['a 1.0 requires b, which is not installed.\n', 1],
    ['a 1.0 has requirement b<2, but you have b 3.\n', 1],
    ['a 1.0 is not supported on this platform\n', 1],
    ['The package `a` requires `b<2`, but `3` is installed\n', 1],
    [
      'a 1.0 requires b, which is not installed.\r\nc 1.0 has requirement d, but you have d 1.\r\n',
      2,
    ],
    ["Checked 2 packages\nThe package `a` requires `b`, but it's not installed\nthe end\n", 1],
    [
      '\u001B[2mChecked \u001B[1m2 packages\u001B[0m\u001B[0m\nFound \u001B[1m1 incompatibility\u001B[0m\nThe package `\u001B[36ma\u001B[39m` requires `b<2`, but `3` is installed\n',
      1,
    ],
    ['\u001B[2mAll installed packages are compatible\u001B[0m\n', 0],
  ])('%j has %d conflicts', (text, count) => {
    expect(check(text)).toEqual({ ok: true, value: { count } });
  });

  test.each([
    ['', 'an empty file'],
    [' \n', 'an empty file'],
    ['Traceback', 'Traceback'],
    [
      'Found 2 incompatibilities\nThe package `a` requires `b`, but it is new\n',
      expect.any(String),
    ],
    [
      'No broken requirements found.\na 1.0 requires b, which is not installed.\n',
      expect.any(String),
    ],
    [
      'see: a 1.0 requires b, which is not installed',
      'see: a 1.0 requires b, which is not installed',
    ],
  ])('%j says neither good nor bad', (text, found) => {
    expect(check(text)).toEqual({
      ok: false,
      problems: [
        {
          code: 'report-shape',
          file: 'pip-check.txt',
          message: 'the output of pip check says neither good nor bad',
          found,
          remedy: 'write standard output and standard error of `pip check`',
        },
      ],
    });
  });
});

test('outdated packages are counted', () => {
  const outdated = (value: unknown) => parseOutdated(JSON.stringify(value), 'outdated.json');
  const one = { name: 'a', version: '1', latest_version: '2' };
  expect(outdated([one, one])).toEqual({ ok: true, value: { count: 2 } });
  expect(outdated([])).toEqual({ ok: true, value: { count: 0 } });
  expect(outdated([{ name: 'a' }])).toMatchObject({ ok: false, problems: [{ path: '0.version' }] });
});

test('a scan that left files out says which error was first, and what to do', () => {
  expect(bandit([], [{ filename: 'a.py' }, 2])).toMatchObject({
    problems: [
      {
        message: 'bandit could not scan every file',
        found: '2 errors, first: {"filename":"a.py"}',
        remedy: 'fix or exclude the file',
      },
    ],
  });
});

test.each([
  ['requests 2.31.0 requires urllib3, which is not installed.', 1],
  ['requests 2.31.0 has requirement idna<4,>=2.5, but you have idna 4.0.', 1],
  ['\u001b[31mrequests 2.31.0 requires urllib3, which is not installed.\u001b[0m', 1],
  [
    '\u001b[1mThe package `\u001b[31ma\u001b[0m` requires `b`\u001b[0m\n\u001b[1mFound 1 incompatibility\u001b[0m',
    1,
  ],
  ['\u001b[32mNo broken requirements found.\u001b[0m', 0],
  ['numpy 2.0 is not supported on this platform', 1],
  ['The package `requests` requires `idna<4`, but `4.0` is installed', 1],
  [`${'The package `a` requires `b`\n'.repeat(12)}Found 12 incompatibilities`, 12],
  ['See The package `requests`\nNo broken requirements found.', 0],
  ['Note: Found 9 incompatibilities elsewhere\nNo broken requirements found.', 0],
])('pip check printed %j', (text, count) => {
  expect(parsePipCheck(text, 'pip-check.txt')).toEqual({ ok: true, value: { count } });
});
