import { exampleFacts } from './example-facts';
import { addChanges, judgedChange, judgedChangeSchema } from './judged-change';
import { missing } from './facts';
import { measure } from './measure';
import { defaultPolicy } from './policy';

const change = (pullRequest: number) =>
  judgedChange(pullRequest, exampleFacts, measure(exampleFacts, defaultPolicy));

test('a record has numbers alone, and says when no report named the tests', () => {
  expect(change(7)).toMatchObject({ pullRequest: 7, at: exampleFacts.now, failedTests: 0 });
  const reports = { ...exampleFacts.reports, tests: missing<never>('no junit.xml') };
  const without = { ...exampleFacts, reports };
  const silent = judgedChange(7, without, measure(without, defaultPolicy));
  expect(silent).not.toHaveProperty('failedTests');
  expect(silent.lines.map((line) => Object.keys(line))).toContainEqual([
    ...['id', 'state', 'measures'],
  ]);
});

test.each([
  ['a number that is none', { pullRequest: 0 }],
  ['a commit that is none', { commit: 'main' }],
  ['a line that is none', { lines: [{ id: 'x', state: 'measured', measures: {} }] }],
  ['a measure that is none', { lines: [{ id: 'lint', state: 'measured', measures: { a: '1' } }] }],
])('%s is refused', (_name, wrong) => {
  expect(judgedChangeSchema.safeParse(change(7)).success).toBe(true);
  expect(judgedChangeSchema.safeParse({ ...change(7), ...wrong }).success).toBe(false);
});

test('a later attempt of a run takes the place of an earlier one, and 200 are kept', () => {
  const at = (run: number, second: number) => ({
    ...{ ...change(run), run, at: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString() },
  });
  expect(addChanges([at(1, 5), at(2, 3)], [at(1, 9)]).map(({ run }) => run)).toEqual([2, 1]);
  const many = Array.from({ length: 205 }, (_, index) => at(index + 1, index));
  expect(addChanges(many.slice(0, 100), many.slice(100)).map(({ run }) => run)).toEqual(
    many.slice(-200).map(({ run }) => run),
  );
});
