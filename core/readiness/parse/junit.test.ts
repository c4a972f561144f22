import { parseJunit } from './junit';

const suites = (...all: readonly string[]) =>
  parseJunit(`<testsuites>${all.join('')}</testsuites>`, 'junit.xml');
const suiteOf = (attributes: string, ...cases: readonly string[]) =>
  `<testsuite ${attributes}>${cases.join('')}</testsuite>`;
const suite = (...cases: readonly string[]) => suites(suiteOf('', ...cases));
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
  ['a test whose subtest failed at first', ['<failure/>', ''], 'passed', 1],
  [
    'a test whose subtests failed at each attempt',
    ['<failure/>', '<failure/><failure/>'],
    'failed',
    1,
  ],
  ['a test that failed, and whose teardown failed', ['<failure/>', '<error/>'], 'failed', 1],
  ['a test that was skipped in the end', ['', '<skipped/>'], 'skipped', 1],
])('the attempts of %s are one test', (_name, bodies, outcome, reruns) => {
  expect(suite(...bodies.map((body, index) => attempt(body, index + 1)))).toEqual({
    ok: true,
    value: {
      cases: [{ id: 'c::t', outcome, reruns, seconds: (bodies.length * (bodies.length + 1)) / 2 }],
    },
  });
});

describe('tests of equal names', () => {
  const passing = caseOf('classname="c" name="t" time="1"');
  const failing = caseOf('classname="c" name="t" time="1"', '<failure/>');
  const only = (outcome: string, reruns: number, seconds: number) => ({
    ok: true,
    value: { cases: [{ id: 'c::t', outcome, reruns, seconds }] },
  });

  test.each<[string, readonly string[], ReturnType<typeof only>]>([
    [
      'that their suite counts one by one were not re-run',
      [suiteOf('tests="2"', passing, passing)],
      only('passed', 0, 2),
    ],
    [
      'of which one failed have failed',
      [suiteOf('tests="2"', failing, passing)],
      only('failed', 0, 2),
    ],
    [
      'that their suite counts once are attempts',
      [suiteOf('tests="1"', passing, passing)],
      only('passed', 1, 2),
    ],
    [
      'in two suites are no attempts',
      [suiteOf('tests="1"', passing), suiteOf('tests="1"', passing)],
      only('passed', 0, 2),
    ],
    [
      'in two suites fail with one of them',
      [suiteOf('tests="1"', failing), suiteOf('tests="1"', passing)],
      only('failed', 0, 2),
    ],
    [
      'in two suites keep the re-runs of each',
      [suiteOf('tests="1"', passing, passing), suiteOf('tests="1"', passing)],
      only('passed', 1, 3),
    ],
  ])('%s', (_name, all, expected) => {
    expect(suites(...all)).toEqual(expected);
  });
});

describe('what a test failed of', () => {
  const failure = (message: string) => `<failure message="${message}"/>`;
  const named = 'classname="c" name="t"';
  const causes = (...all: readonly string[]) => {
    const read = suites(...all);
    return read.ok ? read.value.cases.map(({ cause }) => cause) : undefined;
  };

  test.each<[string, readonly string[], string | undefined]>([
    ['is said by its message', [failure('TimeoutError: 5 s')], 'time'],
    [
      'is said by the first of two',
      [failure('KeyError') + '<error message="timed out"/>'],
      'other',
    ],
    ['is not known without a message', ['<failure/>'], undefined],
    ['is not known of a message without text', [failure('')], undefined],
    ['is nothing where it was skipped', ['<skipped message="timed out"/>'], undefined],
    ['is nothing where it passed in the end', [failure('timed out'), ''], undefined],
    ['is that of its last attempt', [failure('timed out'), failure('MemoryError')], 'resources'],
  ])('%s', (_name, attempts, cause) => {
    const cases = attempts.map((body) => caseOf(named, body));
    expect(causes(suiteOf('tests="0"', ...cases))).toEqual([cause]);
  });

  test('is that of the first failure among tests of one name', () => {
    const all = ['', failure('timed out'), failure('MemoryError')].map((body) =>
      suiteOf('tests="1"', caseOf(named, body)),
    );
    expect(causes(...all)).toEqual(['time']);
  });
});

test('what a crashed worker leaves without a name is no test, unless it says that it failed', () => {
  const crashed = caseOf('classname="c" name="t"', '<error message="worker crashed"/>');
  expect(suite('<testcase time="0.000"/>', crashed)).toMatchObject({
    value: { cases: [{ id: 'c::t', outcome: 'failed', reruns: 0 }] },
  });
  expect(suite('<testcase time="0.000"><error/></testcase>')).toMatchObject({
    value: { cases: [{ id: '', outcome: 'failed' }] },
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

test('a test in a test ends it, and one outside of a suite is in none', () => {
  expect(suite(caseOf('name="a"', caseOf('name="b"')))).toMatchObject({
    ok: true,
    value: { cases: [{ id: 'b' }] },
  });
  expect(suites(caseOf('name="a"'))).toMatchObject({ problems: [{ code: 'report-shape' }] });
});

test.each([
  ['', '<failure/>'],
  ['<failure/>', ''],
])('of two suites with one name a failure counts, whichever is first', (first, second) => {
  const all = [first, second].map((body) => suiteOf('tests="1"', caseOf('name="t"', body)));
  expect(suites(...all)).toMatchObject({ value: { cases: [{ id: 't', outcome: 'failed' }] } });
});

test('a test that did not fail has no cause, the key included', () => {
  const [found] = ((report) => (report.ok ? report.value.cases : []))(
    suite(caseOf('name="t"', '<rerun/>'), caseOf('name="t"')),
  );
  expect(found).toStrictEqual({ id: 't', outcome: 'passed', reruns: 1, seconds: 0 });
});
