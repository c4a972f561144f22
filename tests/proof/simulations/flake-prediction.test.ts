import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  backtest,
  curveOf,
  judged,
  outcomesOf,
  predictors,
  type Backtest,
  type Outcome,
  type Predictor,
} from '../../../core/readiness/flaky-backtest';
import { dynamics, simulateFlakes, type Dynamics } from './flake-histories';

/*
 * How good predictions of flaky tests are, on histories whose flakes come about in ways that the model does not take for
 * granted, at the rates of real tests. The table is that of docs/decisions/0011-what-predicts-a-flaky-test.md.
 */

const histories = 6;
const firstSeed = 20_260_201;
/** Runs that a prediction begins from, and those after them that show what it was worth. */
const [past, future] = [240, 100];
/** Tests that are named as the likeliest ones. */
const named = 5;

interface Judged {
  readonly kind: Dynamics;
  readonly outcomes: readonly (readonly Outcome[])[];
  /** What the past alone says about the ways to predict. */
  readonly before: Backtest | undefined;
  /** What became of the predictions of the future. */
  readonly after: Backtest;
}

let all: readonly Judged[] = [];
beforeAll(() => {
  all = dynamics.flatMap((kind, number) =>
    Array.from({ length: histories }, (_, index) => {
      const observations = simulateFlakes(kind, firstSeed + number * 1000 + index, past + future);
      const outcomes = outcomesOf(observations);
      const after = judged(outcomes);
      const before = backtest(observations.filter(({ run }) => run < past));
      return after === undefined ? [] : [{ kind, outcomes, before, after }];
    }).flat(),
  );
});

const of = (kind: Dynamics): readonly Judged[] => all.filter((one) => one.kind === kind);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const error = (some: readonly Judged[], by: Predictor): number =>
  mean(some.map(({ after }) => after.errors[by]));

/** Precision and recall of the five tests of each run that are the likeliest by a way to predict. */
function atFive(some: readonly Judged[], by: Predictor): { precision: number; recall: number } {
  const runs = some.flatMap(({ outcomes }) => outcomes);
  const likeliest = runs.flatMap((run) =>
    [...run].sort((a, b) => b.predicted[by] - a.predicted[by]).slice(0, named),
  );
  const hits = likeliest.filter(({ happened }) => happened === 1).length;
  const flakes = runs.flat().filter(({ happened }) => happened === 1).length;
  return { precision: hits / likeliest.length, recall: hits / flakes };
}

const shownOf = (some: readonly Judged[]): readonly Judged[] =>
  some.filter(({ before }) => before?.best !== undefined);

function table(): string {
  const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['flakes by', ...predictors, 'found by model', 'by recent rate', 'by last time', 'shown']),
    line(['---', ...Array.from({ length: 8 }, () => '---:')]),
    ...dynamics.map((kind) => {
      const some = of(kind);
      const found = (by: Predictor): string => {
        const { precision, recall } = atFive(some, by);
        return `${percent(precision)}, ${percent(recall)}`;
      };
      return line([
        kind,
        ...predictors.map((by) => error(some, by).toFixed(4)),
        ...(['model', 'recent rate', 'flaked last time'] as const).map(found),
        `${String(shownOf(some).length)} of ${String(some.length)}`,
      ]);
    }),
  ].join('\n');
}

test.each(['bursts', 'order', 'time of day', 'environments', 'everything'] as const)(
  'where flakes come by %s the model errs a tenth less than the recent rate',
  (kind) => {
    expect(error(of(kind), 'model')).toBeLessThan(0.9 * error(of(kind), 'recent rate'));
  },
);

test.each(dynamics)(
  'where flakes come by %s the model errs less than the simplest ways',
  (kind) => {
    for (const by of ['flaked last time', 'base rate'] as const) {
      expect(error(of(kind), 'model')).toBeLessThan(error(of(kind), by));
    }
  },
);

test('the tests that it calls the likeliest flake more often than those that flaked last time', () => {
  for (const by of ['flaked last time', 'base rate', 'recent rate'] as const) {
    expect(atFive(all, 'model').precision).toBeGreaterThan(atFive(all, by).precision);
    expect(atFive(all, 'model').recall).toBeGreaterThan(atFive(all, by).recall);
  }
});

test('what is shown was better than the base rate in the runs that came after it', () => {
  const shown = shownOf(all);
  const held = shown.filter(
    ({ before, after }) =>
      before?.best !== undefined && after.errors[before.best] < after.errors['base rate'],
  );
  expect(shown.length).toBeGreaterThan(all.length / 2);
  expect(held.length / shown.length).toBeGreaterThanOrEqual(0.9);
});

test('the model is calibrated: what it calls probable happens as often as it says', () => {
  const curve = curveOf(
    all.flatMap(({ outcomes }) => outcomes.flat()),
    'model',
  );
  for (const { predictions, predicted, happened } of curve) {
    // Four standard errors of a share, of which the outcomes of a run are not independent, and a twentieth.
    const chance = 4 * Math.sqrt((predicted * (1 - predicted)) / predictions);
    expect(Math.abs(predicted - happened)).toBeLessThan(0.05 + chance);
  }
  expect(curve.length).toBeGreaterThanOrEqual(6);
});

test('the decision has the numbers of this run', () => {
  const file = path.join(__dirname, '../../../docs/decisions/0011-what-predicts-a-flaky-test.md');
  // Without what only makes the columns equally wide.
  const text = readFileSync(file, 'utf8').replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');
  expect(text).toContain(table());
});
