import type { Change } from '../change/change-schema';
import { changedTests, changeLines, ranges } from './change';

const none = {
  newlyFailing: { count: 0, first: [] },
  fixed: { count: 0, first: [] },
  flaky: 0,
};
const lines = (change: Partial<Change>) => changeLines({ ...none, ...change }).slice(2, -1);

test('nothing is said of nothing', () => {
  expect(changeLines(undefined)).toEqual([]);
  expect(changeLines(none)).toEqual([]);
});

test.each<[string, Partial<Change>, readonly string[]]>([
  [
    'uncovered lines are named',
    {
      coverage: { covered: 12, total: 16, uncovered: [{ file: 'src/a.py', lines: [4, 5, 6, 9] }] },
    },
    ['- Coverage of the changed lines: 75 % (12 of 16); not covered: `src/a.py` 4–6, 9'],
  ],
  [
    'whole coverage has nothing to name',
    { coverage: { covered: 3, total: 3, uncovered: [] } },
    ['- Coverage of the changed lines: 100 % (3 of 3)'],
  ],
  [
    'lines without a statement are not uncovered',
    { coverage: { covered: 0, total: 0, uncovered: [] } },
    ['- Coverage of the changed lines: none of them has a statement to cover'],
  ],
  [
    'findings have their place and their rule',
    { findings: { count: 3, first: [{ file: 'a|b.py', line: 4, rule: 'F401' }] } },
    ['- ⚠️ 3 findings on the changed lines: `a|b.py:4` `F401`'],
  ],
  ['no finding', { findings: { count: 0, first: [] } }, ['- No finding on the changed lines']],
  [
    'deleted tests show',
    { tests: { own: 712, base: 812 } },
    ['- ⚠️ Tests: 100 fewer than on the base branch (712 after 812)'],
  ],
  ['as many tests', { tests: { own: 812, base: 812 } }, ['- Tests: 812, as on the base branch']],
  ['no record', { tests: { own: 3 } }, ['- Tests: 3; the base branch has no record yet']],
  [
    'a new omit shows',
    { measuredLines: { own: 900, base: 1000 } },
    ['- ⚠️ Measured lines of code: 100 fewer than on the base branch (900 after 1000)'],
  ],
  [
    'time',
    { seconds: { own: 90, base: 60 } },
    ['- Longest quality job: 30 s more than on the base branch (90 s after 60 s)'],
  ],
  [
    'time that was saved is no warning',
    { seconds: { own: 60, base: 90 } },
    ['- Longest quality job: 30 s less than on the base branch (60 s after 90 s)'],
  ],
  [
    'outcomes that turned',
    { newlyFailing: { count: 1, first: ['a'] }, fixed: { count: 2, first: ['b', 'c'] } },
    ['- ❌ 1 newly failing test', '- 2 fixed tests'],
  ],
])('%s', (_name, change, expected) => {
  expect(lines(change)).toEqual(expected);
});

test('flaky tests show', () => {
  expect(lines({ flaky: 2 })).toEqual(['- ⚠️ 2 tests passed only after a re-run']);
});

test('the tests that turned are named as code, and the rest is counted', () => {
  expect(changedTests({ ...none, newlyFailing: { count: 3, first: ['<b>', '@x'] } })).toEqual([
    '**Newly failing tests**',
    '',
    '- `<b>`',
    '- `@x`',
    '- and 1 more',
    '',
  ]);
});

test.each([
  [[], ''],
  [[3], '3'],
  [[3, 4], '3–4'],
  [[9, 4, 5, 6], '4–6, 9'],
  [[1, 1, 2], '1–2'],
])('%j are %s', (given, expected) => {
  expect(ranges(given)).toBe(expected);
});

test('more tests than on the base branch are no warning', () => {
  expect(lines({ tests: { own: 12, base: 10 } })).toEqual([
    '- Tests: 2 more than on the base branch (12 after 10)',
  ]);
});

test('lines that are not covered without a place are counted, and no place is named', () => {
  expect(lines({ coverage: { covered: 1, total: 2, uncovered: [] } })).toEqual([
    '- Coverage of the changed lines: 50 % (1 of 2)',
  ]);
  expect(lines({ findings: { count: 2, first: [] } })).toEqual([
    '- ⚠️ 2 findings on the changed lines',
  ]);
});

test('where all tests that turned are named, there are no more', () => {
  expect(changedTests({ ...none, fixed: { count: 1, first: ['a'] } })).toEqual([
    '**Fixed tests**',
    '',
    '- `a`',
    '',
  ]);
});
