import { parseJunit } from './junit';

const suite = (...cases: readonly string[]) =>
  parseJunit(`<testsuites><testsuite>${cases.join('')}</testsuite></testsuites>`, 'junit.xml');
const caseOf = (attributes: string, body = '') => `<testcase ${attributes}>${body}</testcase>`;
const one = (body: string) => suite(caseOf('classname="c" name="t" time="0.5"', body));

test.each([
  ['', 'passed'],
  ['<failure/>', 'failed'],
  ['<error/>', 'failed'],
  ['<skipped/>', 'skipped'],
  ['<system-out/>', 'passed'],
  ['<failure/><skipped/>', 'failed'],
  ['<skipped/><error/>', 'failed'],
])('a test with %j %s', (body, outcome) => {
  expect(one(body)).toEqual({
    ok: true,
    value: { cases: [{ id: 'c::t', outcome, reruns: 0, seconds: 0.5 }] },
  });
});

test.each([
  ['classname="c" name="t"', 'c::t'],
  ['name="t"', 't'],
  ['classname="" name="t"', 't'],
  ['classname="c"', 'c'],
])('a test of %s is called %s', (attributes, id) => {
  expect(suite(caseOf(attributes))).toMatchObject({ value: { cases: [{ id, seconds: 0 }] } });
});

const attempt = (body: string, time: number) =>
  caseOf(`classname="c" name="t" time="${time}"`, body);
test.each<[string, readonly string[], string, number]>([
  ['a test that passed after re-runs', ['<rerun/>', '<rerun/>', ''], 'passed', 2],
  ['a test that failed in the end', ['<rerun/>', '<failure/>'], 'failed', 1],
  ['a test whose teardown failed', ['', '<error/>'], 'failed', 1],
  ['a test that failed, then passed', ['<failure/>', ''], 'failed', 1],
  ['a test that was skipped in the end', ['', '<skipped/>'], 'skipped', 1],
])('the attempts of %s are one test', (_name, bodies, outcome, reruns) => {
  expect(suite(...bodies.map((body, index) => attempt(body, index + 1)))).toEqual({
    ok: true,
    value: {
      cases: [{ id: 'c::t', outcome, reruns, seconds: (bodies.length * (bodies.length + 1)) / 2 }],
    },
  });
});

test('a failure outside of a test belongs to none, and tests stay in their order', () => {
  const report = suite(
    '<failure/>',
    caseOf('name="b"'),
    '<failure/>',
    caseOf('name="a"', '<skipped/>'),
  );
  expect(report).toMatchObject({
    value: {
      cases: [
        { id: 'b', outcome: 'passed' },
        { id: 'a', outcome: 'skipped' },
      ],
    },
  });
});

test('one suite may be the root; none is no report', () => {
  expect(parseJunit(`<testsuite>${caseOf('name="t"')}</testsuite>`, 'junit.xml')).toMatchObject({
    value: { cases: [{ id: 't' }] },
  });
  expect(parseJunit('<testsuites/>', 'junit.xml')).toEqual({
    ok: false,
    problems: [
      {
        code: 'report-shape',
        file: 'junit.xml',
        message: 'the report has no test suite',
        allowed: '<testsuites> with at least one <testsuite>',
      },
    ],
  });
  expect(suite()).toEqual({ ok: true, value: { cases: [] } });
});
