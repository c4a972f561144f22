import * as fc from 'fast-check';
import { computeScore, exampleFacts, exampleFresh, exampleRun } from './example-facts';
import { explain } from './explain';
import { known, type Facts, type RunFact } from './facts';
import { runActions } from './run-actions';
import { defaultPolicy } from './policy';

const rules = { ...defaultPolicy, threshold: 90 };
const { fresh: _fresh, ...byHistory } = exampleFacts;

/** Runs of a branch, the oldest first. */
const history = (text: string): readonly RunFact[] =>
  Array.from(text, (one, index) => exampleRun(index + 1, one === 'g' ? 'success' : 'failure'));
const facts = (text: string, fresh?: Facts['fresh']): Facts => ({
  ...byHistory,
  runs: known(history(text)),
  ...(fresh === undefined ? {} : { fresh }),
});
const textsOf = (given: Facts) => {
  const { actions } = explain(computeScore(given, rules), rules);
  return actions
    .filter(({ line }) => line === 'pass-rate')
    .map(({ text, gain }) => [text, Math.round(gain * 100) / 100]);
};

test('after three failures that follow seven green runs no few further green runs help', () => {
  expect(textsOf(facts('gggggggrrr'))).toEqual([
    ['Re-run a failed run of the branch, if its failure was flaky, or add 8 green runs', 4],
    ['Re-run 2 failed runs of the branch, if their failures were flaky, or add 9 green runs', 8],
    ['Re-run 3 failed runs of the branch, if their failures were flaky, or add 10 green runs', 12],
  ]);
});

test('where the failures are the oldest, each green run pushes one out', () => {
  expect(textsOf(facts('rrrggggggg'))).toEqual([
    ['Re-run a failed run of the branch, if its failure was flaky, or add 1 green run', 4],
    ['Re-run 2 failed runs of the branch, if their failures were flaky, or add 2 green runs', 8],
    ['Re-run 3 failed runs of the branch, if their failures were flaky, or add 3 green runs', 12],
  ]);
});

test('a young branch gains a part by each green run', () => {
  const texts = textsOf(facts('r'));
  expect(texts).toContainEqual(['Add 1 green run', 20]);
  expect(texts).toContainEqual(['Add 9 green runs', 36]);
});

test("this change's own failure comes first", () => {
  const red = { ...exampleFresh, 'Test Suite': 'failure' as const };
  const [first, second] = textsOf(facts('gr', red));
  expect(first).toEqual(["Fix what this change's own failed checks found", 13.33]);
  expect(second?.[0]).toMatch(/^Fix what this change's own failed checks found, and /);
});

test('doing what is said gives what is promised', () => {
  const arbitrary = fc.string({ unit: fc.constantFrom('g', 'r'), minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(arbitrary, fc.boolean(), (text, isFresh) => {
      const given = facts(text, isFresh ? exampleFresh : undefined);
      const before = computeScore(given, rules);
      const won = (one: Facts) => computeScore(one, rules).lines[0]?.points ?? 0;
      for (const action of explain(before, rules).actions) {
        const runs = Number(/[aA]dd (\d+) green/.exec(action.text)?.[1] ?? 0);
        if (action.line !== 'pass-rate' || runs === 0) continue;
        const after = won(facts(text + 'g'.repeat(runs), given.fresh));
        expect(after).toBeGreaterThanOrEqual(won(given) + action.gain - 1e-9);
      }
    }),
  );
});

test('the way is that to the threshold while the score is below it', () => {
  const { goal } = explain(computeScore(facts('gggrrrrrrr'), rules), rules);
  expect(goal).toMatchObject({ name: 'the threshold', limit: 90 });
});

/** Every amount with its effort, also what gives nothing back. */
const amountsOf = (given: Facts, isRecorded = true) => {
  const score = computeScore(given, rules);
  const line = score.lines.find(({ id }) => id === 'pass-rate');
  if (line === undefined) throw new Error('no line');
  const { outcomes, ...rest } = score.passRate;
  const passRate = isRecorded ? { ...rest, outcomes } : rest;
  return runActions(line, { ...score, passRate }, rules).map(
    ({ text, effort, share }) => `${text}: ${effort}, ${Math.round(share * 100)} %`,
  );
};

test('green runs are offered only where each adds to those before it', () => {
  expect(amountsOf(facts('gggrrr'))).toEqual([
    'Re-run a failed run of the branch, if its failure was flaky, or add 3 green runs: 4, 67 %',
    'Re-run 2 failed runs of the branch, if their failures were flaky, or add 9 green runs: 8, 83 %',
    'Re-run 3 failed runs of the branch, if their failures were flaky, or add 10 green runs: 12, 100 %',
    'Add 1 green run: 4, 57 %',
    'Add 2 green runs: 8, 63 %',
    'Add 4 green runs: 16, 70 %',
    'Add 8 green runs: 32, 80 %',
    'Add 9 green runs: 36, 90 %',
  ]);
});

test("with this change's own failure they are added to its fix", () => {
  const red = { ...exampleFresh, 'Test Suite': 'failure' as const };
  expect(amountsOf(facts('r', red)).filter((text) => text.includes('and add'))).toEqual(
    expect.arrayContaining([
      "Fix what this change's own failed checks found, and add 1 green run: 5, 67 %",
    ]),
  );
});

test('where the order of the runs was not recorded, green runs are not offered', () => {
  expect(amountsOf(facts('r'), false)).toEqual([
    'Re-run a failed run of the branch, if its failure was flaky: 4, 100 %',
  ]);
});
