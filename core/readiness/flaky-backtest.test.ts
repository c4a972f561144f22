import { repeatableNumbers } from '../kernel/repeatable-numbers';
import { flakeOutlook } from './flake-outlook';
import { backtest, bestOf, curveOf, type Outcome, type Predictor } from './flaky-backtest';
import { exampleObservation } from './example-observation';
import type { TestObservation } from './test-observation';

const observation = (run: number, rerun: readonly string[] = []): TestObservation =>
  exampleObservation(run, { rerun });

/** Suspects that flake in some runs and not in others: one steadily, one at first, one later. */
function changing(count: number): readonly TestObservation[] {
  const random = repeatableNumbers(3);
  return Array.from({ length: count }, (_, run) =>
    observation(run, [
      ...(random() < 0.15 ? ['steady'] : []),
      ...(run < count / 2 && random() < 0.7 ? ['early'] : []),
      ...(run >= count / 3 && random() < 0.8 ? ['late'] : []),
    ]),
  );
}

describe('a back-test', () => {
  test.each([
    [19, undefined],
    [20, 20],
    [21, 20],
    [100, 100],
    [200, 200],
    [201, 200],
    [260, 200],
  ])('of %d runs predicts the newest half, 100 runs at most', (length, predictions) => {
    // Two suspects from the first run on: two predictions a run.
    const runs = Array.from({ length }, (_, run) => observation(run, ['a', 'b']));
    expect(backtest(runs)?.predictions).toBe(predictions);
  });

  test('predicts a test from its first flake on, and nothing where none flaked', () => {
    const runs = Array.from({ length: 20 }, (_, run) => observation(run, run >= 15 ? ['a'] : []));
    expect(backtest(runs)?.predictions).toBe(4);
    expect(backtest(Array.from({ length: 20 }, (_, run) => observation(run)))).toBeUndefined();
  });

  test('takes the errors as mean squares of what was predicted and what was to be', () => {
    // One suspect that flakes in all runs but one: its base rate and its "last time" are counted by hand.
    const runs = Array.from({ length: 20 }, (_, run) => observation(run, run === 15 ? [] : ['a']));
    const predicted = Array.from({ length: 10 }, (_, index) => 10 + index);
    const truth = (run: number) => (run === 15 ? 0 : 1);
    const mean = (of: (run: number) => number) =>
      predicted.reduce((sum, run) => sum + (of(run) - truth(run)) ** 2, 0) / predicted.length;
    const result = backtest(runs);
    expect(result?.predictions).toBe(10);
    expect(result?.errors['base rate']).toBeCloseTo(
      mean((run) => (run > 15 ? run - 1 : run) / run),
      9,
    );
    // A suspect since run 1, with one flake of two cases to begin with; after run 15 it had not flaked once.
    const flakedBefore = (run: number) => (run <= 15 ? run : run - 1) / (run <= 15 ? run + 1 : run);
    expect(result?.errors['flaked last time']).toBeCloseTo(
      mean((run) => (run === 16 ? 1 / 2 : flakedBefore(run))),
      2,
    );
    expect(backtest([...runs].reverse())).toEqual(result);
  });

  test('predicts each run from those before it alone', () => {
    const runs = changing(100);
    const result = backtest(runs);
    const otherEnd = [...runs.slice(0, -1), observation(99, ['new', 'steady', 'early', 'late'])];
    // Another last run changes what became of its predictions, not the predictions.
    expect(backtest(otherEnd)?.curve.map(({ predicted }) => predicted)).toEqual(
      result?.curve.map(({ predicted }) => predicted),
    );
  });
});

test('the curve has the predictions of about one probability together', () => {
  const outcome = (model: number, happened: 0 | 1): Outcome => ({
    happened,
    predicted: { model, 'recent rate': 0, 'flaked last time': 0, 'base rate': 0 },
  });
  expect(
    curveOf(
      [outcome(0.12, 0), outcome(0.9, 1), outcome(0.18, 1), outcome(0.01, 0), outcome(1, 1)],
      'model',
    ),
  ).toEqual([
    { predictions: 1, predicted: 0.01, happened: 0 },
    { predictions: 2, predicted: 0.15, happened: 0.5 },
    { predictions: 2, predicted: 0.95, happened: 1 },
  ]);
  expect(curveOf([outcome(0.9, 1)], 'base rate')).toEqual([
    { predictions: 1, predicted: 0, happened: 1 },
  ]);
  // 0.2 belongs to what begins there.
  expect(curveOf([outcome(0.2, 1), outcome(0.39, 0)], 'model')).toHaveLength(1);
  expect(curveOf([], 'model')).toEqual([]);
});

describe('the best way to predict', () => {
  const errors = { model: 0.05, 'recent rate': 0.06, 'flaked last time': 0.07, 'base rate': 0.1 };
  test.each<[string, Partial<Record<Predictor, number>>, string | undefined]>([
    ['is the model where it errs least', {}, 'model'],
    ['is the recent rate where that is as good', { 'recent rate': 0.05 }, 'recent rate'],
    ['is the recent rate where it errs least', { model: 0.065 }, 'recent rate'],
    ['is none where "flaked last time" is as good', { 'flaked last time': 0.05 }, undefined],
    ['is none where the base rate is as good', { 'base rate': 0.05 }, undefined],
    ['is none where "flaked last time" errs least', { 'flaked last time': 0.01 }, undefined],
  ])('%s', (_name, others, expected) => {
    const none = { model: 0, 'recent rate': 0 };
    expect(bestOf({ ...errors, ...others }, none)).toBe(expected);
  });

  test.each([
    [0.031, 0, undefined],
    [0.03, 9, 'model'],
  ])(
    'with an uncertainty of %d of the model, %d of the recent rate: %s',
    (own, other, expected) => {
      expect(bestOf(errors, { model: own, 'recent rate': other })).toBe(expected);
    },
  );
});

describe('the outlook', () => {
  test('has the chance of each suspect, by what it learned', () => {
    const outlook = flakeOutlook(changing(160));
    const chance = (id: string) => outlook?.chances.get(id) ?? NaN;
    expect([...(outlook?.chances.keys() ?? [])].sort()).toEqual(['early', 'late', 'steady']);
    expect(chance('early')).toBeLessThan(0.05);
    expect(chance('steady')).toBeGreaterThan(0.05);
    expect(chance('steady')).toBeLessThan(0.35);
    expect(chance('late')).toBeGreaterThan(0.6);
    expect(outlook?.backtest).toEqual(backtest(changing(160)));
    expect(outlook?.by).toBe(outlook?.backtest.best);
  });

  test('is that of the model where flakes depend on what the recent rate cannot see', () => {
    const random = repeatableNumbers(5);
    const partOf = (run: number) => Math.floor((run % 24) / 6);
    const runs = Array.from({ length: 241 }, (_, run) =>
      observation(
        run,
        [0, 1, 2, 3].flatMap((part) =>
          random() < (part === partOf(run) ? 0.6 : 0.03) ? [`in part ${String(part)}`] : [],
        ),
      ),
    );
    const outlook = flakeOutlook(runs);
    expect(outlook?.by).toBe('model');
    // The newest run was at midnight.
    expect(outlook?.chances.get('in part 0')).toBeGreaterThan(0.45);
    for (const part of [1, 2, 3]) {
      expect(outlook?.chances.get(`in part ${String(part)}`)).toBeLessThan(0.2);
    }
  });

  test('is silent where every suspect is as bad as the next one', () => {
    const random = repeatableNumbers(11);
    const tests = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const runs = Array.from({ length: 200 }, (_, run) =>
      observation(
        run,
        tests.filter(() => random() < 0.1),
      ),
    );
    expect(flakeOutlook(runs)).toBeUndefined();
  });

  test('is silent where there is nothing to learn from, and where the base rate says it all', () => {
    expect(flakeOutlook([])).toBeUndefined();
    expect(flakeOutlook(changing(160).slice(0, 19))).toBeUndefined();
    const always = Array.from({ length: 40 }, (_, run) => observation(run, ['a']));
    expect(backtest(always)?.errors['base rate']).toBe(0);
    expect(flakeOutlook(always)).toBeUndefined();
  });
});
