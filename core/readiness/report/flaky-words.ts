import { plural } from '../amounts';
import type { FlakeOutlook } from '../flake-outlook';
import type { FlakyTest } from '../flaky';

/** A share in whole percent. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** When a test flaked last. */
export function lastSeen({ lastAt, quiet }: FlakyTest): string {
  return `${lastAt.slice(0, 10)} (${quiet === 0 ? 'newest run' : `${plural(quiet, 'run')} ago`})`;
}

/** What the table of flaky tests rests on, and what its predictions were worth. */
export function flakyNote(observations: number, outlook: FlakeOutlook | undefined): string {
  const seen = `Seen in ${plural(observations, 'run')} of the tests, each attempt, environment and pull request by itself; the range holds the true rate with 95 % confidence.`;
  if (outlook === undefined) {
    return `${seen} No prediction: the past ones were no better than a simple guess, or there were too few runs.`;
  }
  const { predictions, errors, curve } = outlook.backtest;
  const turnedOut = curve.map(
    ({ predicted, happened }) => `${wholePercent(predicted)} → ${wholePercent(happened)}`,
  );
  const way = { model: 'a model of this history', 'recent rate': 'the rate in the recent runs' };
  return `${seen} The next run is predicted by ${way[outlook.by]}. How its last ${plural(predictions, 'prediction')} turned out (predicted → happened): ${turnedOut.join(', ')}; mean squared error ${errors[outlook.by].toFixed(3)}, of the base rate ${errors['base rate'].toFixed(3)}.`;
}
