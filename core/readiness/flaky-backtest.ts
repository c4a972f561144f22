import { flakedIn, predictFlakes, type TestObservation } from './flaky';

/** How good past predictions would have been: mean squared errors (Brier scores), smaller is better. */
export interface Backtest {
  /** Predictions that were compared with what the next run showed. */
  readonly predictions: number;
  readonly error: number;
  /** The error of giving every suspect the same chance, that of all suspects so far. */
  readonly baseError: number;
}

/** Fewest runs that allow a comparison, and most of the newest runs that are predicted. */
const fewestRuns = 20;
const mostRuns = 60;

/**
 * Predicts each of the newest runs from those before it. Undefined when there are too few runs. A prediction that does
 * not beat the base rate is not worth showing. https://en.wikipedia.org/wiki/Brier_score
 */
export function backtest(observations: readonly TestObservation[]): Backtest | undefined {
  if (observations.length < fewestRuns) return undefined;
  const sorted = [...observations].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.run - b.run,
  );
  const first = Math.max(Math.ceil(sorted.length / 2), sorted.length - mostRuns);
  let predictions = 0;
  let error = 0;
  let baseError = 0;
  for (let index = first; index < sorted.length; index += 1) {
    const before = sorted.slice(0, index);
    const next = sorted[index];
    if (next === undefined) break;
    const flaked = flakedIn(next, sorted.slice(0, index + 1));
    const predicted = predictFlakes(before);
    const base = baseRate(before, predicted.length);
    for (const { id, probability } of predicted) {
      const truth = flaked.has(id) ? 1 : 0;
      predictions += 1;
      error += (probability - truth) ** 2;
      baseError += (base - truth) ** 2;
    }
  }
  if (predictions === 0) return undefined;
  return { predictions, error: error / predictions, baseError: baseError / predictions };
}

function baseRate(observations: readonly TestObservation[], suspects: number): number {
  const flakes = observations.reduce((sum, one) => sum + flakedIn(one, observations).size, 0);
  return suspects === 0 ? 0 : flakes / (suspects * observations.length);
}

/** Whether predictions from these observations have been better than the base rate. */
export function isPredictable(observations: readonly TestObservation[]): boolean {
  const result = backtest(observations);
  return result !== undefined && result.error < result.baseError;
}
