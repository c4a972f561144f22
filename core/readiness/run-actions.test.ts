import * as fc from 'fast-check';
import { computeScore, exampleFacts, exampleFresh, exampleRun } from './example-facts';
import { explain } from './explain';
import { known, type Facts, type RunFact } from './facts';
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
