import * as fc from 'fast-check';
import { readReports, reportNames } from '../readings';
import { parseCoverageXml } from './coverage';
import { parseJunit } from './junit';
import { decodeReport, maximumDepth, maximumReportBytes, parseJson, type Parsed } from './parsed';
import { parsePipAudit } from './audit';
import { parseBandit } from './security';
import { parseRuff } from './lint';
import * as z from 'zod';

const codeOf = (result: Parsed<unknown>): string | undefined =>
  result.ok ? 'accepted' : result.problems[0]?.code;
const entities = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
).join('');

describe.each([
  ['coverage.xml', parseCoverageXml, 'coverage'],
  ['junit.xml', parseJunit, 'testsuites'],
] as const)('%s', (file, parse, root) => {
  test.each([
    [
      'entity expansion',
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">${entities}]><${root}>&e9;</${root}>`,
      'report-doctype',
    ],
    [
      'an external entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><${root}>&e;</${root}>`,
      'report-doctype',
    ],
    [
      'a document type after a long comment',
      `<!--${'x'.repeat(100_000)}--><!DOCTYPE x [<!ENTITY e "">]><${root}/>`,
      'report-doctype',
    ],
    ['an undeclared entity', `<${root}>&unknown;</${root}>`, 'report-syntax'],
    ['another root', '<html></html>', 'report-shape'],
    ['an early end', `<${root}><a>`, 'report-syntax'],
    ['nothing', '', 'report-syntax'],
    ['deep nesting', `<${root}>${'<a>'.repeat(100_000)}`, 'report-too-deep'],
  ])('%s is refused', (_name, text, code) => {
    expect(codeOf(parse(text, file))).toBe(code);
  });
});

test.each([
  ['deep nesting', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'report-too-deep'],
  ['an early end', '[{"code": "F401"', 'report-syntax'],
  ['an empty file', '', 'report-syntax'],
  ['another form', '{"results": "none"}', 'report-shape'],
  ['a number', '7', 'report-shape'],
])('JSON with %s is refused', (_name, text, code) => {
  expect(codeOf(parseRuff(text, 'ruff.json'))).toBe(code);
});

test('a problem names the file, what was found and where', () => {
  const result = parseBandit('{"errors": [], "results": [{"filename": 3}]}', 'bandit.json');
  expect(result).toMatchObject({
    ok: false,
    problems: [{ file: 'bandit.json', path: 'results.0.filename' }, {}, {}, {}, {}, {}],
  });
});

test.each([
  ['UTF-16', Buffer.from('[]', 'utf16le')],
  ['UTF-16 with a byte order mark', Buffer.from('\uFEFF[]', 'utf16le')],
  ['Latin-1', Buffer.from('["é"]', 'latin1')],
  ['a truncated character', Buffer.from('["é"]', 'utf8').subarray(0, 3)],
])('a report in %s is refused, not read wrongly', (_name, bytes) => {
  expect(codeOf(decodeReport(bytes, 'ruff.json'))).toBe('report-encoding');
});

test('a report above the size limit is refused before it is decoded', () => {
  const sparse = new Uint8Array(maximumReportBytes + 1);
  expect(codeOf(decodeReport(sparse, 'ruff.json'))).toBe('report-too-large');
});

test('nesting up to the limit is accepted, brackets in strings do not count', () => {
  const nested = `${'['.repeat(maximumDepth)}${']'.repeat(maximumDepth)}`;
  expect(parseJson(nested, 'a.json', z.unknown()).ok).toBe(true);
  expect(parseJson(`["${'['.repeat(500)}\\"${'{'.repeat(500)}"]`, 'a.json', z.unknown()).ok).toBe(
    true,
  );
  expect(codeOf(parseJson(`[${nested}]`, 'a.json', z.unknown()))).toBe('report-too-deep');
});

test('whatever a report contains, reading it ends in a value or in a named reason', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...reportNames),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => Buffer.from(text)),
        fc.string().map((text) => Buffer.from(text)),
      ),
      (name, bytes) => {
        for (const reading of Object.values(readReports(new Map([[name, bytes]])))) {
          if (reading.state === 'missing') expect(reading.reason.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a scan that skipped everything or could not read a file is not a clean one', () => {
  const skipped = { dependencies: [{ name: 'a', skip_reason: 'Dependency not found on PyPI' }] };
  expect(codeOf(parsePipAudit(JSON.stringify(skipped), 'pip-audit.json'))).toBe('scan-incomplete');
  const unread = { errors: [{ filename: 'src/a.py', reason: 'syntax error' }], results: [] };
  expect(codeOf(parseBandit(JSON.stringify(unread), 'bandit.json'))).toBe('scan-incomplete');
});
