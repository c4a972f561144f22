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
