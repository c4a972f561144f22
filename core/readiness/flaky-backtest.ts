import { casesOf, learn, type Case } from './flake-model';
import { flakesOf } from './flakes';
import type { TestObservation } from './test-observation';
import { probabilityOf } from './logistic';

/** Ways to predict: the model's, the rate in the recent runs, and the simplest ones. */
export const predictors = ['model', 'recent rate', 'flaked last time', 'base rate'] as const;
export type Predictor = (typeof predictors)[number];

/** What was predicted of a suspect, and whether it flaked. */
export interface Outcome {
  readonly happened: 0 | 1;
  readonly predicted: Readonly<Record<Predictor, number>>;
}

/** How good past predictions would have been. */
export interface Backtest {
  /** Predictions that were compared with what the next run showed. */
  readonly predictions: number;
  /** Mean squared errors (Brier scores), smaller is better. https://en.wikipedia.org/wiki/Brier_score */
  readonly errors: Readonly<Record<Predictor, number>>;
  /** The way to predict that is worth showing; undefined where every one may be no better than the base rate. */
  readonly best: BestPredictor | undefined;
  /** What the best one said (the model, where there is none) and what became of it, from the least probable to the most. */
  readonly curve: readonly CurvePoint[];
}

/** The model where it was better than every simpler way, else the recent rate where that was. */
export type BestPredictor = Extract<Predictor, 'model' | 'recent rate'>;

/** Predictions of about the same probability: their number, their mean, and the share that came true. */
export interface CurvePoint {
  readonly predictions: number;
  readonly predicted: number;
  readonly happened: number;
}

/** Fewest runs that allow a comparison, and most of the newest runs that are predicted. */
const fewestRuns = 20;
const mostRuns = 100;

/** Runs after which the model learns anew. */
const relearned = 20;

/** Standard errors by which the best has to be better than the base rate: 95 % confidence, one-sided. */
const clearly = 1.64;

/** Where the points of a reliability curve are parted. */
const parts = [0.02, 0.05, 0.1, 0.2, 0.4, 0.7] as const;

/** Predicts each of the newest runs from those before it. Undefined when there are too few runs or no suspects. */
export function backtest(observations: readonly TestObservation[]): Backtest | undefined {
  return judged(outcomesOf(observations));
}

/**
 * The best way to predict by its error; undefined where that is one of the simplest, or where it is not clear that it is
 * better than the base rate: the standard error of the difference says what may be chance.
 */
export function bestOf(
  errors: Backtest['errors'],
  uncertainty: Readonly<Record<BestPredictor, number>>,
): BestPredictor | undefined {
  const simplest = Math.min(errors['flaked last time'], errors['base rate']);
  const best = errors.model < errors['recent rate'] ? 'model' : 'recent rate';
  const gain = errors['base rate'] - errors[best];
  return errors[best] < simplest && gain > clearly * uncertainty[best] ? best : undefined;
}

/** For each of the newest runs what was predicted of every suspect; none where there are too few runs. */
export function outcomesOf(
  observations: readonly TestObservation[],
): readonly (readonly Outcome[])[] {
  const runs = casesOf(flakesOf(observations));
  const length = runs.length - 1;
  if (length < fewestRuns) return [];
  const first = Math.max(Math.ceil(length / 2), length - mostRuns);
  const last = lastTime();
  let weights: readonly number[] = [];
  return runs.slice(0, length).flatMap((cases, place) => {
    const isPredicted = place >= first;
    if (isPredicted && (place - first) % relearned === 0) weights = learn(runs, place);
    const outcomes = cases.map((one) => outcomeOf(one, weights, last.probability(one)));
    for (const one of cases) last.learn(one);
    return isPredicted ? [outcomes] : [];
  });
}

function outcomeOf(one: Case, weights: readonly number[], lastTimeSays: number): Outcome {
  return {
    happened: didFlake(one) ? 1 : 0,
    predicted: {
      model: probabilityOf(weights, one.features),
      'recent rate': one.recentRate,
      'flaked last time': lastTimeSays,
      'base rate': one.baseRate,
    },
  };
}

const didFlake = ({ flakeKnown }: Case): boolean => flakeKnown !== Infinity;

/** How often a suspect flaked that had flaked in the run before, and one that had not, up to now. */
function lastTime() {
  const counts = { true: { cases: 2, flakes: 1 }, false: { cases: 2, flakes: 1 } };
  const of = ({ flakedLast }: Case) => counts[flakedLast ? 'true' : 'false'];
  return {
    probability: (one: Case): number => of(one).flakes / of(one).cases,
    learn: (one: Case): void => {
      of(one).cases += 1;
      if (didFlake(one)) of(one).flakes += 1;
    },
  };
}

/** Undefined of no prediction at all. */
export function judged(runs: readonly (readonly Outcome[])[]): Backtest | undefined {
  const all = runs.flat();
  if (all.length === 0) return undefined;
  const errorOf = (by: Predictor): number => mean(all.map((one) => squaredError(one, by)));
  const errors = {
    model: errorOf('model'),
    'recent rate': errorOf('recent rate'),
    'flaked last time': errorOf('flaked last time'),
    'base rate': errorOf('base rate'),
  };
  const best = bestOf(errors, {
    model: uncertaintyOf(runs, 'model'),
    'recent rate': uncertaintyOf(runs, 'recent rate'),
  });
  return { predictions: all.length, errors, best, curve: curveOf(all, best ?? 'model') };
}

function squaredError({ predicted, happened }: Outcome, by: Predictor): number {
  return (predicted[by] - happened) ** 2;
}

/**
 * Standard error of the mean difference between the base rate's error and another one. The suspects of one run are not
 * independent of each other; the runs are taken to be.
 */
function uncertaintyOf(runs: readonly (readonly Outcome[])[], by: Predictor): number {
  const gain = (one: Outcome): number => squaredError(one, 'base rate') - squaredError(one, by);
  const all = runs.flat();
  const meanGain = mean(all.map(gain));
  const spread = runs.map((run) => sum(run.map((one) => gain(one) - meanGain)) ** 2);
  return Math.sqrt(sum(spread)) / all.length;
}

/** The reliability curve: of what was called 20 % probable, about 20 % should happen. */
export function curveOf(outcomes: readonly Outcome[], by: Predictor): readonly CurvePoint[] {
  const bounds = [...parts, Infinity];
  return bounds.flatMap((upper, index) => {
    const lower = bounds[index - 1] ?? -Infinity;
    const within = outcomes.filter(
      ({ predicted }) => predicted[by] >= lower && predicted[by] < upper,
    );
    if (within.length === 0) return [];
    return [
      {
        predictions: within.length,
        predicted: mean(within.map(({ predicted }) => predicted[by])),
        happened: mean(within.map(({ happened }) => happened)),
      },
    ];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
