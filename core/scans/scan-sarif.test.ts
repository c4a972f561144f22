import { createHash } from 'node:crypto';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import schema from '../sarif/generated/sarif-schema.json';
import { sarifLog } from '../sarif/sarif-log';
import { type Finding } from './finding';
import { scanRun } from './scan-sarif';

const isSarif = addFormats(new Ajv({ strict: false, unicodeRegExp: false })).compile(schema);
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Log {
  readonly runs: readonly {
    readonly automationDetails: { readonly id: string };
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

function run(findings: readonly Finding[], lines: readonly string[] = [], project = '') {
  const linesOf = (file: string) => (file === 'src/db.py' ? lines : undefined);
  const text = sarifLog([
    scanRun(findings[0]?.kind ?? 'code', project, findings, { linesOf, digest }),
  ]);
  const log = JSON.parse(text) as Log;
  expect([isSarif(log), isSarif.errors]).toEqual([true, null]);
  const [only] = log.runs;
  if (only === undefined) throw new Error('there is no run');
  return only;
}

const code = (line: number, more: Partial<Finding> = {}): Finding => ({
  kind: 'code',
  scanners: ['bandit', 'ruff'],
  ids: ['B608', 'S608'],
  title: 'hardcoded sql expressions',
  message: 'Possible SQL injection',
  severity: 'medium',
  file: 'src/db.py',
  line,
  ...more,
});
const vulnerability: Finding = {
  kind: 'dependencies',
  scanners: ['pip-audit'],
  ids: ['PYSEC-2019-140', 'CVE-2019-14806'],
  title: 'Known vulnerability of a package',
  message: 'werkzeug 0.11.1, fixed in 0.15.3',
  file: 'uv.lock',
  line: 4,
  subject: 'werkzeug',
};

test('a merged finding has the ids of both tools, and the category of its kind and project', () => {
  const { results, automationDetails, tool } = run([code(1)], ['query = f"select {x}"'], 'api');
  expect(automationDetails.id).toBe('gatehouse/code/api/');
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(['B608/S608']);
  expect(results).toMatchObject([
    {
      ruleId: 'B608/S608',
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'Possible SQL injection (B608, S608; found by Bandit, Ruff)' },
    },
  ]);
});

test.each<[string, Partial<Finding>, string]>([
  ['Bandit alone', { scanners: ['bandit'], ids: ['B608'] }, 'B608/S608'],
  ['Ruff alone', { scanners: ['ruff'], ids: ['S608'] }, 'B608/S608'],
])('%s reports under the same rule', (_title, more, rule) => {
  expect(run([code(1, more)]).results[0]?.ruleId).toBe(rule);
});

test('a vulnerability is reported under its CVE, as high where nothing rates it', () => {
  expect(run([vulnerability]).results).toMatchObject([
    {
      ruleId: 'CVE-2019-14806',
      level: 'error',
      message: { text: expect.stringContaining('of unknown severity, shown as high') as string },
    },
  ]);
});

const words = fc.stringMatching(/^[a-z][a-z_ ]{0,20}$/);

test('a fingerprint stays the same when lines are inserted above, and when the line is indented', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(words, { minLength: 1, maxLength: 20 }),
      fc.array(words, { maxLength: 20 }),
      fc.nat(),
      (lines, inserted, at) => {
        const line = (at % lines.length) + 1;
        const before = run([code(line)], lines).results;
        const after = run(
          [code(line + inserted.length)],
          [...inserted, ...lines.map((text) => `    ${text}`)],
        ).results;
        expect(after[0]?.partialFingerprints).toEqual(before[0]?.partialFingerprints);
      },
    ),
  );
});

test('the fingerprint of a package stays the same whatever its line, its release and who knows it', () => {
  const [before] = run([vulnerability]).results;
  const [after] = run([
    {
      ...vulnerability,
      line: 400,
      message: 'Werkzeug 0.12, fixed in 0.15.3',
      subject: 'Werkzeug',
      scanners: ['pip-audit', 'trivy'],
      ids: ['CVE-2019-14806'],
    },
  ]).results;
  expect(after?.partialFingerprints).toEqual(before?.partialFingerprints);
});

test('no two results have one fingerprint, also where lines are equal', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), (lines) => {
      const findings = lines.map((_, index) => code(index + 1));
      const prints = run(findings, lines).results.map(({ partialFingerprints }) =>
        JSON.stringify(partialFingerprints),
      );
      expect(new Set(prints).size).toBe(lines.length);
    }),
  );
});

test('texts of a hostile report stay texts: the report is SARIF whatever they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (file, message) => {
      const { results } = run([code(1, { file, message })]);
      expect(results).toHaveLength(1);
    }),
  );
});

test('of more results than code scanning shows the worst are kept', () => {
  const many = Array.from({ length: 5001 }, (_, index) => code(index + 1, { severity: 'low' }));
  const { results } = run([...many, code(9000, { severity: 'critical' })]);
  expect(results).toHaveLength(5000);
  expect(results[0]?.level).toBe('error');
});
