import { findingsRead } from '../facts';
import { parseFlake8, parsePylint, parsePyright, parseRuffFormat, parseTy } from './other-tools';
import type { CheckOutput } from './parsed';

/** A result in few words: each finding, or why there is none. */
function shown(
  result: CheckOutput<{
    count: number;
    first?: readonly { file: string; line: number; rule: string }[];
  }>,
) {
  if (!result.ok) return result.problems[0]?.code;
  const { count, first } = result.value;
  return first === undefined
    ? count
    : first.map(({ file, line, rule }) => `${file}:${line} ${rule}`).join(', ');
}

test.each<[string, string]>([
  ['', ''],
  [
    './a.py:1:8: E999 SyntaxError: invalid syntax\nb.py:3:2: W605 bad\n',
    'a.py:1 E999, b.py:3 W605',
  ],
  ['/checkout/src/a.py:1:1: F401 unused\r\n', 'src/a.py:1 F401'],
  ['\u001B[1ma.py\u001B[m:1:1: SIM102 x\n', 'a.py:1 SIM102'],
  ['Traceback (most recent call last):\n', 'report-shape'],
  ['a.py:1:1: F401 x\nflake8: error: something\n', 'report-shape'],
])('flake8: %j', (text, expected) => {
  expect(shown(parseFlake8(text, 'flake8.txt', '/checkout'))).toBe(expected);
});

const rated = '\n-----\nYour code has been rated at 0.00/10\n';
test.each<[string, string]>([
  ['', ''],
  [rated, ''],
  [
    `************* Module a\na.py:1:0: C0114: Missing docstring (missing-module-docstring)\n${rated}`,
    'a.py:1 C0114',
  ],
  ["a.py:1:7: E0001: Parsing failed: 'x' (syntax-error)\n" + rated, 'a.py:1 E0001'],
  ['a.py:1:0: C0114: Missing docstring\n', 'report-shape'],
  ['pylint: error: no such option\n', 'report-shape'],
])('pylint: %j', (text, expected) => {
  expect(shown(parsePylint(text, 'pylint.txt'))).toBe(expected);
});

test.each<[string, number | string]>([
  ['3 files already formatted\n', 0],
  [
    '--- a.py\n+++ a.py\n-x=1\n+x = 1\n\n1 file would be reformatted, 1 file already formatted\n',
    1,
  ],
  ['2 files would be reformatted\n', 2],
  [
    'error: Failed to parse bad.py:1:7: Expected a parameter\n1 file already formatted\n',
    'scan-incomplete',
  ],
  ['ruff failed\n  Cause: no such file\n', 'report-shape'],
  ['', 'report-shape'],
])('ruff format: %j', (text, expected) => {
  expect(shown(parseRuffFormat(text, 'ruff-format.txt'))).toBe(expected);
});

test.each<[string, string]>([
  ['0 errors, 0 warnings, 0 informations \n', ''],
  [
    '/p/a.py\n  /p/a.py:1:10 - error: Type is not assignable\n    "x" is not assignable (reportAssignmentType)\n1 error, 0 warnings, 0 informations\n',
    'a.py:1 reportAssignmentType',
  ],
  [
    '  /p/a.py:2:3 - error: Expected expression\n  /p/a.py:9:1 - warning: x (reportFoo)\n1 error, 1 warning, 0 informations\n',
    'a.py:2 error',
  ],
  ['2 errors, 0 warnings, 0 informations\n', 'report-contradiction'],
  ['No configuration file found.\n', 'report-shape'],
])('pyright: %j', (text, expected) => {
  expect(shown(parsePyright(text, 'pyright.txt', '/p'))).toBe(expected);
});

test.each<[string, string]>([
  ['All checks passed!\n', ''],
  [
    'error[invalid-assignment]: Object is not assignable\n --> a.py:1:10\n  |\n1 | x\n\nFound 1 diagnostic\n',
    'a.py:1 invalid-assignment',
  ],
  [
    'error[invalid-syntax]: a\n --> a.py:1:1\n\nwarning[unused]: b\n --> b.py:2:1\n\nFound 2 diagnostics\n',
    'a.py:1 invalid-syntax, b.py:2 unused',
  ],
  ['Found 2 diagnostics\n', 'report-contradiction'],
  ['ty failed\n', 'report-shape'],
])('ty: %j', (text, expected) => {
  expect(shown(parseTy(text, 'ty.txt'))).toBe(expected);
});

const problemOf = (result: { ok: boolean; problems?: readonly object[] }) => result.problems?.[0];
const long = 'd'.repeat(501);

test.each<[string, string | { readonly message: string; readonly found: string }]>([
  ['src./a.py:12:34: E501 too long', 'src./a.py:12 E501'],
  ['  \na.py:1:1: F401 x', 'a.py:1 F401'],
  [
    `${long}.py:1:1: F401 x`,
    {
      message: 'the output of flake8 is none of a check',
      found: `${'d'.repeat(159)}…`,
    },
  ],
])('flake8: %j', (text, expected) => {
  const result = parseFlake8(text, 'flake8.txt');
  if (typeof expected === 'string') expect(shown(result)).toBe(expected);
  else
    expect(problemOf(result)).toEqual({
      ...{ code: 'report-shape', file: 'flake8.txt', ...expected },
      remedy: 'write what `flake8` prints, in its default format',
    });
});

test('of too many findings the first are kept, and all are counted', () => {
  const report = parseFlake8('a.py:1:1: F401 x\n'.repeat(findingsRead + 1), 'flake8.txt');
  expect(report.ok && [report.value.count, report.value.first.length]).toEqual([
    findingsRead + 1,
    findingsRead,
  ]);
});

test.each<[string, string]>([
  [`a.py:12:34: C0301: Line too long\n${rated}`, 'a.py:12 C0301'],
  [`${long}.py:1:1: C0301: Line too long\n${rated}`, ''],
  ['\n', ''],
])('pylint: %j', (text, expected) => {
  expect(shown(parsePylint(text, 'pylint.txt'))).toBe(expected);
});

test.each<[string, string, string]>([
  ['pylint', 'usage: pylint\n', 'usage: pylint '],
  ['ruff format', 'ruff failed', 'ruff failed'],
  ['ruff format', ' \n', 'an empty file'],
  ['pyright', '', 'an empty file'],
  ['ty', 'ty failed', 'ty failed'],
])('%s that printed %j is refused by name', (tool, text, found) => {
  const parsers: Readonly<Record<string, (text: string, file: string) => CheckOutput<unknown>>> = {
    pylint: parsePylint,
    'ruff format': parseRuffFormat,
    pyright: parsePyright,
    ty: parseTy,
  };
  expect(parsers[tool]?.(text, 'x.txt')).toEqual({
    ok: false,
    problems: [
      {
        ...{ code: 'report-shape', file: 'x.txt', found },
        message: `the output of ${tool} is none of a check`,
        remedy: `write what \`${tool}\` prints, in its default format`,
      },
    ],
  });
});

test.each<[string, number | string]>([
  ['12 files would be reformatted, 13 files already formatted\n', 12],
  ['13 files already formatted\n', 0],
  ['Would reformat: 3 files already formatted.py\n', 'report-shape'],
  ['Would reformat: error: a.py\n1 file would be reformatted\n', 1],
])('ruff format: %j', (text, expected) => {
  expect(shown(parseRuffFormat(text, 'ruff-format.txt'))).toBe(expected);
});

test('ruff format that stopped early says at which file, and what it counted', () => {
  const text = 'error: Failed to parse bad.py\n2 files would be reformatted\n';
  expect(parseRuffFormat(text, 'ruff-format.txt')).toEqual({
    ok: false,
    problems: [
      {
        code: 'scan-incomplete',
        file: 'ruff-format.txt',
        message: 'ruff could not check every file',
        found: 'error: Failed to parse bad.py',
        remedy: 'fix or exclude the file',
      },
    ],
    partial: { count: 2 },
  });
});

const pyright = (...lines: readonly string[]) =>
  shown(parsePyright(lines.join('\n'), 'pyright.txt', '/x'));
const summary = '1 error, 1 warning, 0 informations ';
const other = '  /x/b.py:56:78 - warning: other (reportOther)';

describe('the rule of an error of pyright', () => {
  const error = '  /x/a.py:12:34 - error: Bad';
  test.each<[string, readonly string[], string]>([
    ['in its line', [`${error} (reportA)`, other, summary], 'a.py:12 reportA'],
    ['in the line below', [error, '    "b" is bad (reportA)', other, summary], 'a.py:12 reportA'],
    [
      'in the last line of five',
      [error, 'b', 'c', 'd', 'e', 'f (reportA)', summary],
      'a.py:12 reportA',
    ],
    [
      'not below five lines',
      [error, 'b', 'c', 'd', 'e', 'f', 'g (reportA)', summary],
      'a.py:12 error',
    ],
    ['not of the next diagnostic', [error, other, summary], 'a.py:12 error'],
    ['not of the next but one line', [error, 'b', other, summary], 'a.py:12 error'],
    ['not behind the summary', [error, summary, 'see (reportLater)'], 'a.py:12 error'],
    [
      'behind a number of errors in its text',
      [error, 'of 3 errors, see (reportA)', summary],
      'a.py:12 reportA',
    ],
  ])('stands %s', (_name, lines, expected) => {
    expect(pyright(...lines)).toBe(expected);
  });

  test('is not behind a summary of many', () => {
    const errors = Array.from({ length: 12 }, () => error);
    const expected = Array.from({ length: 12 }, () => 'a.py:12 error').join(', ');
    const text = [...errors, '12 errors, 10 warnings, 0 informations ', 'see (reportLater)'];
    expect(pyright(...text)).toBe(expected);
  });
});

test('pyright is held against its own last count alone, and contradicts itself by name', () => {
  expect(pyright('0 errors, 0 warnings, 0 informations ', 'see 9 errors, 9 warnings')).toBe('');
  expect(pyright(`  ${long}:1:1 - error: Bad`, '0 errors, 0 warnings')).toBe('');
  expect(problemOf(parsePyright(summary, 'x.txt'))).toMatchObject({
    message: 'the output of pyright contradicts itself',
  });
});

const ty = (...lines: readonly string[]) => shown(parseTy(lines.join('\n'), 'ty.txt', '/x'));

test.each<[string, readonly string[], string]>([
  ['below its line', ['error[a-b]: Bad', '  --> /x/a.py:12:34'], 'a.py:12 a-b'],
  ['below a line of text', ['error[a-b] Bad', '  |', '  --> /x/a.py:12:34'], 'a.py:12 a-b'],
  ['not in a text', ['error[a-b]: Bad', 'see --> b.py:1:1', ' --> a.py:2:3'], 'a.py:2 a-b'],
  ['nowhere', ['error[a-b]: Bad'], '?:1 a-b'],
  ['not four lines below', ['error[a-b]: Bad', 'b', 'c', 'd', '  --> a.py:2:3'], '?:1 a-b'],
])('the place of a diagnostic of ty is %s', (_name, lines, expected) => {
  expect(ty(...lines, 'Found 1 diagnostic')).toBe(expected);
  expect(ty('a', 'b', 'c', 'd', 'e', 'f', ...lines, 'Found 1 diagnostic')).toBe(expected);
});

test('ty is held against its own last line', () => {
  const twelve = Array.from({ length: 12 }, () => 'error[a]: Bad');
  expect(ty(...twelve, 'Found 12 diagnostics')).toBe(twelve.map(() => '?:1 a').join(', '));
  expect(ty('All checks passed! (in 1 s)')).toBe('');
  expect(ty('see error[a]: x', 'All checks passed!')).toBe('');
  expect(ty('Not Found 3 diagnostics', 'All checks passed!')).toBe('');
  expect(problemOf(parseTy('Found 1 diagnostic', 'x.txt'))).toMatchObject({
    message: 'the output of ty contradicts itself',
  });
});
