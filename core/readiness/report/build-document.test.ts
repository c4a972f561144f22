import { exampleFacts, exampleReports } from '../example-facts';
import { known, missing, type Facts, type ReportFacts, type TestCaseFact } from '../facts';
import type { OverrideRequest } from '../gate';
import { judge } from '../judge';
import { measure } from '../measure';
import { defaultPolicy } from '../policy';
import { mostTests } from '../change/change-schema';
import { buildDocument } from './build-document';
import { exampleDocument } from './example-document';

function documentOf(
  reports: Partial<ReportFacts> = {},
  { base, label }: { readonly base?: number; readonly label?: OverrideRequest } = {},
  beside: Parameters<typeof buildDocument>[3] = {},
) {
  const facts: Facts = { ...exampleFacts, reports: { ...exampleReports, ...reports } };
  const rules = { ...defaultPolicy, threshold: 90 };
  const judgement = judge(measure(facts, rules), rules, { base, override: label });
  return buildDocument(facts, rules, judgement, beside);
}

const caseOf = (id: string, outcome: TestCaseFact['outcome'], reruns = 0): TestCaseFact => ({
  ...{ id, outcome, reruns, seconds: 1 },
});

test('a faultless repository is the example document', () => {
  expect(documentOf()).toEqual(exampleDocument);
});

test.each([undefined, 0, 82.1])('a base of %s is in it when it is known', (base) => {
  const document = documentOf({}, base === undefined ? {} : { base });
  expect(document.base).toBe(base);
  expect('base' in document).toBe(base !== undefined);
});

test('the tests are counted by their outcome; flaky are those that passed after a re-run', () => {
  const cases = [
    caseOf('a', 'passed'),
    caseOf('b', 'passed', 2),
    caseOf('c', 'failed', 2),
    caseOf('d', 'failed'),
    caseOf('e', 'failed'),
    caseOf('f', 'skipped'),
  ];
  const { tests, flaky } = documentOf({ tests: known({ cases }) });
  expect(tests).toEqual({ total: 6, passed: 2, failed: 3, skipped: 1, rerun: 2 });
  expect(flaky).toEqual([{ id: 'b', reruns: 2 }]);
});

test('the first tests that failed are named, and none where none did', () => {
  const cases = Array.from({ length: mostTests + 5 }, (_, id) => caseOf(`t${id}`, 'failed'));
  const { failing } = documentOf({ tests: known({ cases: [caseOf('fine', 'passed'), ...cases] }) });
  expect(failing).toEqual(cases.slice(0, mostTests).map(({ id }) => id));
  expect(documentOf()).not.toHaveProperty('failing');
});

test('it has what a pull request changes and which exceptions count, where they are given', () => {
  const change = {
    newlyFailing: { count: 1, first: ['a'] },
    fixed: { count: 0, first: [] },
    flaky: 0,
  };
  const exceptions = { modes: { lint: 'warn' as const }, waivers: [], wrong: 0 };
  expect(Object.keys(documentOf())).not.toEqual(expect.arrayContaining(['change']));
  expect(Object.keys(documentOf())).not.toEqual(expect.arrayContaining(['exceptions']));
  expect(documentOf({}, {}, { change, exceptions })).toStrictEqual({
    ...documentOf(),
    change,
    exceptions,
  });
});

test('of the flaky tests 20 are named', () => {
  const cases = Array.from({ length: 25 }, (_, index) => caseOf(`t${index}`, 'passed', 1));
  const { tests, flaky } = documentOf({ tests: known({ cases }) });
  expect(tests?.rerun).toBe(25);
  expect(flaky).toHaveLength(20);
});

test('what no report says is not in it', () => {
  const document = documentOf({ tests: missing('gone'), outdated: missing('gone') });
  expect(document).not.toHaveProperty('tests');
  expect(document).not.toHaveProperty('outdated');
  expect(document.flaky).toEqual([]);
  expect(documentOf({ outdated: known({ count: 0 }) }).outdated).toBe(0);
});

test('an override is recorded', () => {
  const reports = { coverage: missing<never>('gone') };
  expect(documentOf(reports)).toMatchObject({ passed: false, overridden: false });
  expect(documentOf(reports)).not.toHaveProperty('override');
  const label = {
    by: 'maya',
    role: 'admin',
    at: '2026-02-01T08:00:00Z',
    headAt: '2026-02-01T07:00:00Z',
    reason: 'why',
  };
  const document = documentOf(reports, { label });
  expect(document).toMatchObject({
    passed: true,
    overridden: true,
    override: { by: 'maya', at: '2026-02-01T08:00:00Z', reason: 'why' },
  });
  expect(document.lines.find(({ id }) => id === 'line-coverage')).toEqual({
    id: 'line-coverage',
    component: 'coverage',
    state: 'missing',
    points: 0,
    maximum: 30,
    measures: {},
    reason: 'gone',
  });
});

test('what does not keep to the published form is not written', () => {
  const rules = { ...defaultPolicy, threshold: 90 };
  const judgement = judge(measure(exampleFacts, rules), rules);
  const facts = { ...exampleFacts, commit: 'main' };
  expect(() => buildDocument(facts, rules, judgement)).toThrow();
});
