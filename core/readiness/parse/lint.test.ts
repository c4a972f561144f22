import { findingsRead } from '../facts';
import { parseBlack, parseMypy, parseRuff } from './lint';

const [bold, red, green, plain] = ['\u001B[1m', '\u001B[31m', '\u001B[32m', '\u001B(B\u001B[m'];

test('mypy under FORCE_COLOR is read as without', () => {
  const clean = `${bold}${green}Success: no issues found in 8 source files${plain}\n`;
  expect(parseMypy(clean, 'mypy.txt')).toMatchObject({ ok: true, value: { count: 0 } });
  const finding = [
    `src/a.py:3: ${bold}${red}error:${plain} Name ${bold}"x"${plain} is not defined  [name-defined]`,
    `${bold}${red}Found 1 error in 1 file (checked 8 source files)${plain}`,
  ].join('\n');
  expect(parseMypy(finding, 'mypy.txt')).toMatchObject({
    ok: true,
    value: {
      count: 1,
      first: [
        { file: 'src/a.py', line: 3, rule: 'name-defined', message: 'Name "x" is not defined' },
      ],
    },
  });
});

test('black with colours is read as without', () => {
  const output = `${bold}would reformat src/a.py${plain}\n${bold}Oh no!${plain}\n${bold}1 file${plain} would be reformatted.\n`;
  expect(parseBlack(output, 'black.txt')).toMatchObject({ ok: true, value: { count: 1 } });
});

describe('ruff', () => {
  const finding = (more: object = {}) => ({
    code: 'F401',
    message: 'unused import',
    filename: '/checkout/p/src/a.py',
    location: { row: 3, column: 1 },
    ...more,
  });
  const ruff = (...findings: readonly unknown[]) =>
    parseRuff(JSON.stringify(findings), 'ruff.json', '/checkout/p');

  test('findings have their place in the repository', () => {
    expect(ruff(finding())).toEqual({
      ok: true,
      value: {
        count: 1,
        first: [{ file: 'src/a.py', line: 3, rule: 'F401', message: 'unused import' }],
      },
    });
    expect(ruff()).toEqual({ ok: true, value: { count: 0, first: [] } });
  });

  test('a file that does not parse is a finding', () => {
    expect(ruff(finding({ code: null }))).toMatchObject({
      value: { count: 1, first: [{ rule: 'invalid-syntax' }] },
    });
  });

  test('twenty thousand findings are kept, and all are counted', () => {
    const report = ruff(...Array.from({ length: 20_100 }, () => finding()));
    expect(report).toMatchObject({ value: { count: 20_100 } });
    expect(report.ok && report.value.first.length).toBe(findingsRead);
  });

  test.each([
    [{ message: 1 }, '0.message'],
    [{ filename: null }, '0.filename'],
    [{ location: { row: '3' } }, '0.location.row'],
    [{ code: 1 }, '0.code'],
  ])('%j is refused', (change, path) => {
    expect(ruff(finding(change))).toMatchObject({ problems: [{ path }] });
  });
});

describe('black', () => {
  const black = (text: string) => parseBlack(text, 'black.txt');

  test.each([
    ['All done! ✨ 🍰 ✨\n8 files would be left unchanged.\n', 0],
    ['All done! ✨ 🍰 ✨\n1 file left unchanged.\n', 0],
    [
      'would reformat a.py\nwould reformat b.py\n\nOh no! 💥 💔 💥\n2 files would be reformatted, 1 file would be left unchanged.\n',
      2,
    ],
    ['would reformat a.py\r\n1 file would be reformatted.\r\n', 1],
    ['No Python files are present to be formatted. Nothing to do 😴\n', 0],
    ['I would reformat a.py\n1 file would be left unchanged.\n', 0],
    [
      '--- a.py\n+++ a.py\n-3 files would be reformatted\nwould reformat a.py\n1 file would be reformatted.\n',
      1,
    ],
  ])('%j has %d files', (text, count) => {
    expect(black(text)).toEqual({ ok: true, value: { count } });
  });

  test.each([
    [
      'error: cannot format a.py: Cannot parse: 1:6\n\nOh no! 💥 💔 💥\n1 file would fail to reformat.\n',
      0,
    ],
    [
      'error: cannot parse: /p/a.py:1:6\n    def f(:\n         ^\nParseError: bad input\n\nOh no! 💥 💔 💥\n1 file would fail to reformat.\n',
      0,
    ],
    [
      'would reformat b.py\nerror: cannot format a.py: x\r\nOh no!\r\n1 file would be reformatted, 1 file would fail to reformat.\n',
      1,
    ],
    ['error: cannot format a.py: x\n1 file failed to reformat.\n', 0],
    ['error: cannot format a.py: x\n3 files would be left unchanged.\n', 0],
  ])('%j is incomplete', (text, count) => {
    expect(black(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'scan-incomplete', message: 'black could not check every file' }],
      partial: { count },
    });
  });

  test.each([
    ['', 'an empty file'],
    [' \n', 'an empty file'],
    ['would reformat a.py\n', 'would reformat a.py'],
    [
      'Oh no! 💥 💔 💥 The required version `24` does not match the running version `26.10.1`!\n',
      'Oh no! 💥 💔 💥 The required version `24` does not match the running version `26.10.1`!',
    ],
    ['No Path provided. Nothing to do 😴\n', 'No Path provided. Nothing to do 😴'],
    ['All done!\n', 'All done!'],
  ])('%j has no summary', (text, found) => {
    expect(black(text)).toEqual({
      ok: false,
      problems: [
        {
          code: 'report-shape',
          file: 'black.txt',
          message: 'the output of black has no summary',
          found,
          remedy: 'write what `black --check` prints to standard error, without --quiet',
        },
      ],
    });
  });

  test.each([
    ['2 files would be reformatted.\n', '2 by its last line, 0 listed above it'],
    [
      'would reformat a.py\nAll done!\n1 file would be left unchanged.\n',
      '0 by its last line, 1 listed above it',
    ],
  ])('%j contradicts itself', (text, found) => {
    expect(black(text)).toMatchObject({ problems: [{ code: 'report-contradiction', found }] });
  });
});

describe('mypy', () => {
  const mypy = (text: string) => parseMypy(text, 'mypy.txt');
  const summary = 'Found 1 error in 1 file (checked 8 source files)';

  test.each<[string, object]>([
    ['a.py:3: error: Bad  [misc]', { file: 'a.py', line: 3, rule: 'misc', message: 'Bad' }],
    ['a.py:3:5: error: Bad  [misc]', { file: 'a.py', line: 3, rule: 'misc', message: 'Bad' }],
    ['a.py:3:5:4:1: error: Bad  [misc]', { file: 'a.py', line: 3, rule: 'misc', message: 'Bad' }],
    ['C:\\a.py:3: error: Bad', { file: 'C:\\a.py', line: 3, rule: 'error', message: 'Bad' }],
    [
      'a.py:3: error: Bad [x]  [call-arg]',
      { file: 'a.py', line: 3, rule: 'call-arg', message: 'Bad [x]' },
    ],
  ])('%s is an error', (line, first) => {
    for (const end of ['\n', '\r\n'])
      expect(mypy(`${line}${end}${summary}${end}`)).toEqual({
        ok: true,
        value: { count: 1, first: [first] },
      });
  });

  test.each([['a.py:3: note: See  [misc]'], ['a.py:3: warning: Bad'], ['error: Bad']])(
    '%s is none',
    (line) => {
      const clean = `${line}\nSuccess: no issues found in 8 source files\n`;
      expect(mypy(clean)).toEqual({ ok: true, value: { count: 0, first: [] } });
    },
  );

  test('an error of a whole file is one', () => {
    expect(mypy(`a.py: error: Bad  [misc]\n${summary}\n`)).toEqual({
      ok: true,
      value: { count: 1, first: [{ file: 'a.py', line: 1, rule: 'misc', message: 'Bad' }] },
    });
  });

  test.each([
    'a.py:1: error: invalid syntax  [syntax]\nFound 1 error in 1 file (errors prevented further checking)\n',
    'a.py: error: Source file found twice under different module names: "a" and "p.a"\nFound 1 error in 1 file (errors prevented further checking)\n',
  ])('errors that prevented further checking make it incomplete: %j', (text) => {
    expect(mypy(text)).toMatchObject({
      ok: false,
      problems: [{ code: 'scan-incomplete', message: 'mypy could not check every file' }],
      partial: { count: 1, first: [{ file: 'a.py' }] },
    });
  });

  test.each([
    [`${summary}\n`, '1 by its last line, 0 listed above it'],
    [
      'a.py:3: error: Bad\nSuccess: no issues found in 1 source file\n',
      '0 by its last line, 1 listed above it',
    ],
  ])('%j contradicts itself', (text, found) => {
    expect(mypy(text)).toMatchObject({ problems: [{ code: 'report-contradiction', found }] });
  });

  test('twenty thousand errors are kept, and all are counted', () => {
    const lines = Array.from({ length: 20_100 }, (_, index) => `a.py:${index}: error: Bad\n`).join(
      '',
    );
    const report = mypy(`${lines}Found 20100 errors in 1 file (checked 8 source files)\n`);
    expect(report).toMatchObject({ value: { count: 20_100 } });
    expect(report.ok && report.value.first.length).toBe(findingsRead);
  });

  test.each([
    ['', 'an empty file'],
    [' ', 'an empty file'],
    ['a.py:3: error: Bad', 'a.py:3: error: Bad'],
    ['It was no Success: no issues found', 'It was no Success: no issues found'],
  ])('%j has no summary', (text, found) => {
    expect(mypy(text)).toEqual({
      ok: false,
      problems: [
        {
          code: 'report-shape',
          file: 'mypy.txt',
          message: 'the output of mypy has no summary',
          found,
          remedy: 'write what `mypy` prints to standard output, without --no-error-summary',
        },
      ],
    });
  });
});

const problemOf = (result: { ok: boolean; problems?: readonly object[] }) => result.problems?.[0];

test.each<[string, object | number]>([
  [
    [
      'error: cannot format a.py: bad',
      '1 file would be reformatted, 1 file would fail to reformat.',
    ].join('\n'),
    { found: 'error: cannot format a.py: bad', remedy: 'fix or exclude the file' },
  ],
  [
    '1 file failed to reformat.',
    { found: '1 file failed to reformat.', remedy: 'fix or exclude the file' },
  ],
  ['would reformat error: cannot format.py\n1 file would be reformatted.', 1],
  ['would reformat the 3 files .py', { code: 'report-shape' }],
  [`${'would reformat a.py\n'.repeat(12)}12 files would be reformatted.`, 12],
  [
    '1 file reformatted, 2 files left unchanged.',
    {
      message: 'the output of black contradicts itself',
      found: '1 by its last line, 0 listed above it',
      remedy: 'write all that `black` prints, and nothing else',
    },
  ],
])('black printed %j', (text, expected) => {
  const result = parseBlack(text, 'black.txt');
  if (typeof expected === 'number')
    expect(result).toEqual({ ok: true, value: { count: expected } });
  else expect(problemOf(result)).toMatchObject(expected);
});

const stopped = 'Found 1 error in 1 file (errors prevented further checking)';
test.each<[string, object]>([
  [
    `a.py:1: error: invalid syntax  [syntax]\n${stopped}`,
    { found: 'a.py:1: error: invalid syntax  [syntax]' },
  ],
  [stopped, { found: stopped }],
])('mypy stopped early: %j', (text, expected) => {
  expect(problemOf(parseMypy(text, 'mypy.txt'))).toEqual({
    code: 'scan-incomplete',
    file: 'mypy.txt',
    message: 'mypy could not check every file',
    remedy: 'fix the error, or exclude the file',
    ...expected,
  });
});

test('mypy contradicts itself by name', () => {
  expect(problemOf(parseMypy('Found 2 errors in 1 file', 'mypy.txt'))).toMatchObject({
    message: 'the output of mypy contradicts itself',
  });
});

test.each([
  ['a.py:12:34:56:78: error: Bad  [misc]', 'a.py', 12, 'misc', 'Bad'],
  ['a.py:12:34: error: Bad', 'a.py', 12, 'error', 'Bad'],
  ['a.py: error: Bad  [misc]', 'a.py', 1, 'misc', 'Bad'],
  [`${'d'.repeat(501)}: error: Bad`, '?', 1, 'error', /^d{159}…$/],
])('the error %j of mypy is in %s:%d', (line, path, at, rule, message) => {
  expect(parseMypy(`${line}\nFound 1 error in 1 file`, 'mypy.txt')).toEqual({
    ok: true,
    value: {
      count: 1,
      first: [
        {
          ...{ file: path, line: at, rule },
          message:
            typeof message === 'string' ? message : (expect.stringMatching(message) as string),
        },
      ],
    },
  });
});
