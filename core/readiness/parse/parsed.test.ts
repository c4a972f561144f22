import * as z from 'zod';
import { entriesOf, listOf } from './first-wrong';
import {
  decodeReport,
  maximumContainers,
  maximumDepth,
  maximumReportBytes,
  parseJson,
  relativePath,
  shorten,
  withoutColours,
} from './parsed';

const file = 'report.json';
const problem = (result: { ok: boolean; problems?: readonly object[] }) =>
  result.ok ? undefined : result.problems?.[0];

describe('bytes as text', () => {
  test('are UTF-8, without the mark that may come first', () => {
    expect(decodeReport(Buffer.from('{"ä": "€😀"}'), file)).toEqual({
      ok: true,
      value: '{"ä": "€😀"}',
    });
    expect(decodeReport(Buffer.from('\uFEFF[]'), file)).toEqual({ ok: true, value: '[]' });
    expect(decodeReport(new Uint8Array(), file)).toEqual({ ok: true, value: '' });
  });

  test('of another encoding are refused with what to do', () => {
    const refusal = {
      code: 'report-encoding',
      file,
      message: 'the report is not text in UTF-8',
      remedy: 'let the tool write UTF-8 (PYTHONUTF8=1)',
    };
    expect(problem(decodeReport(Uint8Array.of(0xff), file))).toEqual(refusal);
    expect(problem(decodeReport(Buffer.from('a\0b'), file))).toEqual(refusal);
  });

  test('are read up to the limit', () => {
    const bytes = Buffer.alloc(maximumReportBytes, 'a');
    expect(decodeReport(bytes, file).ok).toBe(true);
    expect(problem(decodeReport(Buffer.alloc(maximumReportBytes + 1, 'a'), file))).toEqual({
      code: 'report-too-large',
      file,
      message: 'the report is too large to be read',
      found: '33554433 bytes',
      allowed: 'up to 33554432 bytes',
    });
  });

  test('that were not read, because they are too many, are refused with their number', () => {
    expect(problem(decodeReport({ oversize: 7 }, file))).toMatchObject({
      code: 'report-too-large',
      found: '7 bytes',
    });
  });
});

describe('JSON', () => {
  const any = z.unknown();

  test('of more characters than a report has is not parsed', () => {
    const text = `"${'a'.repeat(maximumReportBytes - 2)}"`;
    expect(parseJson(text, file, any).ok).toBe(true);
    expect(problem(parseJson(`${text} `, file, any))).toEqual({
      code: 'report-too-large',
      file,
      message: 'the report is too large to be read',
      found: `${maximumReportBytes + 1} characters`,
      allowed: `up to ${maximumReportBytes}`,
    });
  });

  test('of more objects and lists than the limit is not parsed', () => {
    const text = (count: number) => `[${'{},'.repeat(count - 2)}[]]`;
    expect(parseJson(text(maximumContainers), file, any).ok).toBe(true);
    expect(problem(parseJson(text(maximumContainers + 1), file, any))).toEqual({
      code: 'report-too-large',
      file,
      message: 'the report has too many objects and lists',
      found: 'more than 1000000',
      allowed: 'up to 1000000',
    });
  });

  test('nested too deeply is refused with the limit, by lists and by objects', () => {
    const refusal = {
      code: 'report-too-deep',
      file,
      message: 'the report is nested too deeply',
      found: 'more than 64 levels',
      allowed: 'up to 64 levels',
    };
    expect(problem(parseJson('['.repeat(65), file, any))).toEqual(refusal);
    expect(problem(parseJson('{"a":'.repeat(65), file, any))).toEqual(refusal);
  });

  test('may have many levels one after the other, and brackets in its texts', () => {
    const beside = `[${Array.from({ length: 100 }, () => '[{"a":{}}]').join(',')}]`;
    expect(parseJson(beside, file, any).ok).toBe(true);
    const inText = JSON.stringify(['['.repeat(70), `\\"${'{'.repeat(70)}`, '\\', '['.repeat(70)]);
    expect(parseJson(inText, file, any).ok).toBe(true);
  });

  test.each([
    ['', 'an empty file'],
    [' \n', 'an empty file'],
    ['{"a": 1', expect.stringMatching(/^Expected|^Unexpected/)],
  ])('that ends early is refused: %j', (text, found) => {
    expect(problem(parseJson(text, file, any))).toEqual({
      code: 'report-syntax',
      file,
      message: 'the report is not complete JSON',
      found,
      remedy: 'see in the log of the job that wrote it whether the tool stopped early',
    });
  });

  test('of another form is refused with each place, ten at most', () => {
    const schema = z.object({ a: z.object({ b: z.number() }), c: z.string() });
    expect(parseJson('{"a": {"b": "x"}}', file, schema)).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({
          code: 'report-shape',
          file,
          path: 'a.b',
          message: 'the report does not have the form the tool writes',
          found: expect.stringContaining('expected number') as unknown,
        }),
        expect.objectContaining({ path: 'c' }),
      ],
    });
    const many = parseJson(JSON.stringify(Array.from({ length: 20 })), file, z.array(z.string()));
    expect(many.ok ? 0 : many.problems.length).toBe(10);
  });
});

describe('a list and the entries of an object', () => {
  const list = (value: unknown) => parseJson(JSON.stringify(value), file, listOf(z.number()));
  const entries = (value: unknown) =>
    parseJson(JSON.stringify(value), file, entriesOf(z.object({ n: z.number() })));

  test('are read whole', () => {
    expect(list([1, 2])).toEqual({ ok: true, value: [1, 2] });
    expect(list([])).toEqual({ ok: true, value: [] });
    expect(entries({ a: { n: 1 }, b: { n: 2 } })).toEqual({
      ok: true,
      value: [
        ['a', { n: 1 }],
        ['b', { n: 2 }],
      ],
    });
    expect(entries({})).toEqual({ ok: true, value: [] });
  });

  test('are refused with the first wrong item alone', () => {
    expect(list([1, 'x', 'y'])).toMatchObject({
      problems: [{ path: '1', found: expect.stringContaining('expected number') as unknown }],
    });
    expect(entries({ a: { n: 1 }, b: { n: 'x' }, c: {} })).toMatchObject({
      problems: [{ path: 'b.n' }],
    });
    for (const result of [list([1, 'x', 'y']), entries({ b: {}, c: {} })])
      expect(result.ok ? 0 : result.problems.length).toBe(1);
  });

  test.each([null, 1, 'x', {}])('a list is not %j', (value) => {
    expect(list(value)).toMatchObject({ problems: [{ found: 'Invalid input: expected array' }] });
  });

  test.each([null, 1, 'x', []])('the entries of an object are not those of %j', (value) => {
    expect(entries(value)).toMatchObject({
      problems: [{ found: 'Invalid input: expected object' }],
    });
  });
});

test.each([
  ['plain', 10, 'plain'],
  ['0123456789', 10, '0123456789'],
  ['0123456789a', 10, '012345678…'],
  ['a\n\t\u007fb', 10, 'a   b'],
  ['a\u001fb c~d', 10, 'a b c~d'],
])('%j in %d characters is %j', (text, length, expected) => {
  expect(shorten(text, length)).toBe(expected);
});

test('a text has 160 characters unless another length is asked for', () => {
  expect(shorten('x'.repeat(160))).toBe('x'.repeat(160));
  expect(shorten('x'.repeat(161))).toBe(`${'x'.repeat(159)}…`);
});

test.each([
  ['src/a.py', undefined, 'src/a.py'],
  ['src\\a.py', undefined, 'src/a.py'],
  ['/checkout/project/src/a.py', '/checkout/project', 'src/a.py'],
  ['/checkout/project/src/a.py', '/checkout/project/', 'src/a.py'],
  ['C:\\work\\src\\a.py', 'C:\\work', 'src/a.py'],
  ['/checkout/project2/a.py', '/checkout/project', '/checkout/project2/a.py'],
  ['/other/runner/project/a.py', '/checkout/project', '/other/runner/project/a.py'],
  ['/src/a.py', '', '/src/a.py'],
])('%s of a tool that ran in %s is %s', (path, root, expected) => {
  expect(relativePath(path, root)).toBe(expected);
});

test('a report that cannot be unpacked says why, and what to do', () => {
  expect(decodeReport({ damaged: 'bad CRC' }, file)).toEqual({
    ok: false,
    problems: [
      {
        code: 'report-damaged',
        file,
        message: 'the report cannot be unpacked',
        found: 'bad CRC',
        remedy: 're-run the job that uploaded it',
      },
    ],
  });
});

test('JSON may be nested as deeply as the limit says', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(parseJson(nested(maximumDepth), file, z.unknown()).ok).toBe(true);
  expect(problem(parseJson(nested(maximumDepth + 1), file, z.unknown()))).toMatchObject({
    code: 'report-too-deep',
  });
});

test('only a whole sequence of a terminal is taken out, where it begins', () => {
  expect(withoutColours('a\u001B[1;31mb\u001B(Bc')).toBe('abc');
  expect(withoutColours('a\u001Bx[1mb')).toBe('ax[1mb');
});
