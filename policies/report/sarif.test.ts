import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { type Violation } from '../../core/reading/violation';
import { rules } from '../rules';
import schema from '../../core/sarif/generated/sarif-schema.json';
import { sarifReport } from './sarif';

const ajv = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }));
const isSarif = ajv.compile(schema);

/** The report, and what the published schema says against it. */
function report(violations: readonly Violation[], more: Parameters<typeof sarifReport>[2]) {
  const excepted = violations.flatMap((violation) =>
    (['comment', 'waiver'] as const).map((by) => ({
      violation,
      by,
      reason: 'a mirror',
      until: '2027-01-31',
    })),
  );
  const text = sarifReport(
    { violations, excepted, known: violations, gone: 0 },
    rules,
    more,
    () => ({
      start: { line: 3, column: 1 },
      end: { line: 3, column: 5 },
      insert: 'x: y\n',
    }),
  );
  const log = JSON.parse(text) as { readonly runs: readonly [{ readonly tool: unknown }] };
  isSarif(log);
  return { log, errors: isSarif.errors ?? [] };
}

const violation: Violation = {
  rule: 'pinned-actions',
  severity: 'high',
  confidence: 'high',
  link: 'https://example.com',
  message: 'not pinned',
  fix: 'pin it',
};

test.each<[string, Violation]>([
  [
    'at a line',
    { ...violation, file: '.github/workflows/ci.yml', line: 3, column: 5, endColumn: 9 },
  ],
  ['of a line without an end', { ...violation, file: 'action.yml', line: 3 }],
  ['of a file with a name that a URI cannot hold', { ...violation, file: 'a b/#?/é.yml', line: 1 }],
  ['with a fingerprint', { ...violation, file: 'action.yml', line: 3, fingerprint: 'ab12' }],
  ['of a resource', { ...violation, urn: 'urn:pulumi:dev::shop::a:b:C::d', repository: 'shop' }],
])('a violation %s is SARIF by its published schema', (_title, item) => {
  const { log, errors } = report([item], { version: '1.2.3' });
  expect(errors).toEqual([]);
  const [{ tool }] = log.runs;
  expect(tool).not.toHaveProperty('driver.informationUri');
});

test('a path is a URI whose parts mean the same', () => {
  const { log } = report([{ ...violation, file: 'a b/#?/é.yml', line: 1 }], { version: '1.2.3' });
  expect(JSON.stringify(log)).toContain('"artifactLocation":{"uri":"a%20b/%23%3F/%C3%A9.yml"}');
});

test('a report without violations names the tool with its page', () => {
  const { log, errors } = report([], { version: '1.2.3', homepage: 'https://example.com/pack' });
  expect(errors).toEqual([]);
  expect(log.runs[0].tool).toMatchObject({
    driver: { name: 'gatehouse', version: '1.2.3', informationUri: 'https://example.com/pack' },
  });
});

test('the schema refuses what is not SARIF', () => {
  expect(isSarif({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  expect(isSarif({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', uri: 'y' } } }] })).toBe(
    false,
  );
});
