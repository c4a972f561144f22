import * as fc from 'fast-check';
import { arbitraryPolicy, plausibleFacts } from './arbitrary-facts';
import { exampleFacts, exampleReports, exampleRun } from './example-facts';
import { explain } from './explain';
import { known, missing, noReports } from './facts';
import { defaultPolicy } from './policy';
import { computeScore, floorToTenth } from './score';

const explained = (facts: typeof exampleFacts) =>
  explain(computeScore(facts, defaultPolicy), defaultPolicy);

test('won points and lost points add up, line by line and to the score', () => {
  fc.assert(
    fc.property(plausibleFacts, arbitraryPolicy, (facts, policy) => {
      const score = computeScore(facts, policy);
      const { lines } = explain(score, policy);
      for (const { line, lost } of lines) expect(line.points + lost).toBeCloseTo(line.maximum, 1);
      expect(floorToTenth(lines.reduce((sum, { line }) => sum + line.points, 0))).toBe(score.value);
      expect(lines.map(({ line }) => line.id)).toEqual(score.lines.map((line) => line.id));
    }),
  );
});

test('the cheapest way really reaches the next band, and no action in it can be left out', () => {
  fc.assert(
    fc.property(plausibleFacts, (facts) => {
      const score = computeScore(facts, defaultPolicy);
      const { next } = explain(score, defaultPolicy);
      if (next === undefined) return;
      const points = score.lines.reduce((sum, line) => sum + line.points, 0);
      const reach = (actions: typeof next.actions) =>
        floorToTenth(points + actions.reduce((sum, action) => sum + action.gain, 0));
      expect(reach(next.actions)).toBeGreaterThanOrEqual(next.limit);
      for (const one of next.actions)
        expect(reach(next.actions.filter((other) => other !== one))).toBeLessThan(next.limit);
    }),
  );
});

test('no action promises more than its line lost', () => {
  fc.assert(
    fc.property(plausibleFacts, (facts) => {
      const score = computeScore(facts, defaultPolicy);
      for (const action of explain(score, defaultPolicy).actions) {
        const line = score.lines.find((one) => one.id === action.line);
        expect(action.gain).toBeLessThanOrEqual((line?.maximum ?? 0) - (line?.points ?? 0) + 1e-9);
      }
    }),
  );
});

test('doing what the cheapest way says gives the promised score', () => {
  // 60 of 100 lines: 88 %; five of the other 12 points reach 90 % with the fewest lines.
  const facts = {
    ...exampleFacts,
    reports: {
      ...exampleReports,
      coverage: known({ linesCovered: 60, linesTotal: 100, worstFiles: [] }),
    },
  };
  const { next } = explained(facts);
  expect(next).toMatchObject({
    band: 'good',
    limit: 90,
    actions: [{ line: 'line-coverage', text: 'Cover 8 more lines by tests' }],
  });
  // One of 20 steps of two lines each: 8 lines are the fewest offered that reach it, 7 would do.
  const after = {
    ...facts,
    reports: {
      ...facts.reports,
      coverage: known({ linesCovered: 68, linesTotal: 100, worstFiles: [] }),
    },
  };
  expect(computeScore(after, defaultPolicy).value).toBeGreaterThanOrEqual(90);
});

test('the inputs and the formula of each line are in words', () => {
  const facts = {
    ...exampleFacts,
    runs: known([exampleRun(1), exampleRun(2, 'failure'), exampleRun(3, 'cancelled')]),
  };
  const line = explained(facts).lines.find((one) => one.line.id === 'pass-rate');
  expect(line).toMatchObject({
    label: 'CI pass rate',
    inputs: '2 of 3 runs passed, 1 not counted',
    formula: '40 × passed ÷ counted, of the last 10 completed runs',
    lost: 13.33,
  });
});

test('a missing input is explained by its reason and by what would mend it', () => {
  const facts = {
    ...exampleFacts,
    reports: { ...exampleReports, coverage: missing<never>('coverage.json was not handed in') },
  };
  const { lines, actions } = explained(facts);
  expect(lines.find((one) => one.line.id === 'line-coverage')).toMatchObject({
    inputs: 'coverage.json was not handed in',
    lost: 30,
  });
  expect(actions[0]).toMatchObject({ line: 'line-coverage', gain: 30 });
});

test('what the own checks of a change found comes first, before the past of the branch', () => {
  const facts = {
    ...exampleFacts,
    fresh: { ...exampleFacts.fresh, 'Test Suite': 'failure' as const },
    runs: known([exampleRun(1), exampleRun(2, 'failure')]),
  };
  const { actions, next } = explained(facts);
  const own = "Mend what this change's own failed checks found";
  expect(actions[0]).toMatchObject({ line: 'pass-rate', text: own });
  expect(actions.map((action) => action.text)).toContain(
    `${own}, and get 1 failed run of the branch green`,
  );
  expect(next?.actions[0]?.text).toContain(own);
});

test('a faultless score has nothing to do and no band above', () => {
  expect(explained(exampleFacts)).toMatchObject({ actions: [] });
  expect(explained(exampleFacts).next).toBeUndefined();
});

test('from nothing at all there is a way to the next band', () => {
  const facts = { ...exampleFacts, runs: missing<never>('503'), reports: noReports('none') };
  expect(explained(facts).next?.actions.length).toBeGreaterThan(1);
});
