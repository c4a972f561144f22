import { actionsOf } from './actions';
import { percent } from './amounts';
import { computeScore, exampleFacts } from './example-facts';
import { formulaOf, inputsOf } from './line-words';
import { defaultPolicy } from './policy';
import type { LineId, ScoreLine } from './score';

const rules = { ...defaultPolicy, threshold: 90 };
const score = computeScore(exampleFacts, defaultPolicy);
const line = (id: LineId, points: number, measures: ScoreLine['measures'] = {}): ScoreLine => {
  const found = score.lines.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return { ...found, points, measures: { ...found.measures, ...measures } };
};
const told = (one: ScoreLine) =>
  actionsOf(one, score, rules).map(({ text, effort }) => `${text}: ${effort}`);

test('a line that won all of its points needs nothing', () => {
  for (const one of score.lines) expect(actionsOf(one, score, rules)).toEqual([]);
});

test('more conflicts take more effort', () => {
  expect(told(line('conflicts', 0, { conflicts: 3 }))).toEqual([
    'Resolve the 3 dependency conflicts: 6',
  ]);
});

const withBranches = line('line-coverage', 1, {
  ...{ covered: 8, total: 10, branchesCovered: 1, branches: 3 },
});

test('lines and branches that are not covered are counted together', () => {
  expect(told(withBranches)).toEqual([
    'Cover 1 more line or branch by tests: 1.1',
    'Cover 2 more lines or branches by tests: 1.2',
    'Cover 3 more lines or branches by tests: 1.3',
    'Cover 4 more lines or branches by tests: 1.4',
  ]);
});

test('the words on coverage name branches where they are measured', () => {
  expect(formulaOf(withBranches, 10)).toBe('30 × covered ÷ total lines and branches');
  expect(formulaOf(line('line-coverage', 1), 10)).toBe('30 × covered ÷ total lines');
  expect(inputsOf(withBranches, score)).toBe('8 of 10 lines and 1 of 3 branches covered (69.2 %)');
});

test.each([
  [57, 100, 57],
  [2, 3, 66.6],
  [0, 0, 0],
  [1, 0, 0],
])('%d of %d are %d percent', (part, whole, expected) => {
  expect(percent(part, whole)).toBe(expected);
});
