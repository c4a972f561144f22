import { addAttempt, environmentOf, observationsOf, testRecordSchema } from './test-record';

const tests = (...failed: readonly string[]) => ({
  cases: ['a', 'b'].map((id) => ({
    id,
    outcome: failed.includes(id) ? ('failed' as const) : ('passed' as const),
    reruns: 0,
    seconds: 1,
  })),
});
const commit = 'c'.repeat(40);
const attempt = (number: number) => ({
  ...{ attempt: number, commit, at: `2026-01-0${String(number)}T00:00:00.000Z` },
});
const of = (report: string, environment?: string, ...failed: readonly string[]) => ({
  ...{ report, environment, tests: tests(...failed) },
});

const brief = (record: ReturnType<typeof addAttempt>) =>
  record.observations.map((one) => [one.attempt, one.environment, one.failed]);

test('the first attempt is recorded for each environment', () => {
  const record = addAttempt(undefined, attempt(1), [of('d1', undefined, 'a'), of('d2', '3.10')]);
  expect(record).toEqual({
    version: 1,
    observations: [
      {
        ...attempt(1),
        tests: 2,
        rerun: [],
        failed: ['a'],
        details: { a: { seconds: 1 } },
        report: 'd1',
      },
      { ...attempt(1), environment: '3.10', tests: 2, rerun: [], failed: [], report: 'd2' },
    ],
  });
  expect(testRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

test('a further attempt is added; a report that it took over from the one before is not', () => {
  const first = addAttempt(undefined, attempt(1), [of('d1', undefined, 'a'), of('d2', '3.10')]);
  // Only the failed job of the matrix ran again.
  const second = addAttempt(first, attempt(2), [of('d3'), of('d2', '3.10')]);
  expect(brief(second)).toEqual([
    [1, undefined, ['a']],
    [1, '3.10', []],
    [2, undefined, []],
  ]);
  // Tests were not run again at all.
  expect(addAttempt(second, attempt(3), [of('d3'), of('d2', '3.10')])).toEqual(second);
});

test('a report that is the same in two environments counts for both', () => {
  const first = addAttempt(undefined, attempt(1), [of('d'), of('d', '3.10')]);
  expect(brief(addAttempt(first, attempt(2), [of('e'), of('d', '3.10')]))).toHaveLength(3);
  expect(
    brief(addAttempt(addAttempt(undefined, attempt(1), [of('d')]), attempt(2), [of('d', '3.10')])),
  ).toEqual([
    [1, undefined, []],
    [2, '3.10', []],
  ]);
});

test('an attempt that is recorded twice counts once', () => {
  const first = addAttempt(undefined, attempt(1), [of('d1', undefined, 'a')]);
  expect(addAttempt(first, attempt(1), [of('d1', undefined, 'a')])).toEqual(first);
});

test('an environment in which too many tests failed is left out', () => {
  const broken = {
    cases: Array.from({ length: 101 }, (_, index) => ({
      ...{ id: String(index), outcome: 'failed' as const, reruns: 0, seconds: 1 },
    })),
  };
  const both = [{ ...of('d1'), tests: broken }, of('d2', '3.10')];
  expect(brief(addAttempt(undefined, attempt(1), both))).toEqual([[1, '3.10', []]]);
});

test('a record keeps its newest hundred observations', () => {
  const environments = Array.from({ length: 30 }, (_, index) => String(index));
  const record = [1, 2, 3, 4].reduce<ReturnType<typeof addAttempt> | undefined>(
    (before, number) =>
      addAttempt(
        before,
        attempt(number),
        environments.map((one) => of(`${String(number)} ${one}`, one)),
      ),
    undefined,
  );
  expect(record?.observations).toHaveLength(100);
  expect(record?.observations.at(0)).toMatchObject({ attempt: 1, environment: '20' });
});

test('the observations are of the run that the record is of, without the digests', () => {
  const record = addAttempt(undefined, attempt(1), [of('d1', '3.10')]);
  expect(observationsOf(record, 42)).toEqual([
    { ...attempt(1), run: 42, environment: '3.10', tests: 2, rerun: [], failed: [] },
  ]);
});

test.each([
  ['junit-3.10.xml', '3.10'],
  ['junit-3.14-windows-latest.xml', '3.14-windows-latest'],
  ['junit.xml', undefined],
  ['junit-.xml', undefined],
  ['coverage-3.10.xml', undefined],
  ['junit-3.10.xml.bak', undefined],
  [`junit-${'x'.repeat(81)}.xml`, undefined],
])('%s is the report of %s', (file, environment) => {
  expect(environmentOf(file)).toBe(environment);
});

test.each([
  ['another version', { version: 2, observations: [] }],
  ['a commit that is none', { commit: 'main' }],
  ['a time that is none', { at: 'yesterday' }],
  ['a name that is too long', { failed: ['x'.repeat(501)] }],
  ['too many names', { failed: Array.from({ length: 101 }, String) }],
  ['a negative duration', { details: { a: { seconds: -1 } } }],
  ['an unknown cause', { details: { a: { seconds: 1, cause: 'fate' } } }],
  ['attempt 0', { attempt: 0 }],
])('a record with %s is refused', (_name, change) => {
  const record = addAttempt(undefined, attempt(1), [of('d1')]);
  const [one] = record.observations;
  const changed =
    'version' in change ? change : { ...record, observations: [{ ...one, ...change }] };
  expect(testRecordSchema.safeParse(record).success).toBe(true);
  expect(testRecordSchema.safeParse(changed).success).toBe(false);
});
