import { plural } from '../amounts';
import type { FlakeOutlook } from '../flake-outlook';
import { ofTests } from '../flakes';
import type { FlakyTest } from '../flaky';
import type { TestObservation } from '../test-observation';

/** A share in whole percent. */
export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A test by its name, as `quote` writes what others wrote, with its kind where it is no test of CI runs. */
export function flakyName({ id, kind }: FlakyTest, quote: (text: string) => string): string {
  return kind === undefined ? quote(id) : `${quote(id)} ${kind}`;
}

/** When a test flaked last. */
export function lastSeen({ lastAt, quiet }: FlakyTest): string {
  return `${lastAt.slice(0, 10)} (${quiet === 0 ? 'newest run' : `${plural(quiet, 'run')} ago`})`;
}

/** What the table of flaky tests rests on, and what its predictions were worth. */
export function flakyNote(
  observations: readonly TestObservation[],
  outlook: FlakeOutlook | undefined,
): string {
  const tests = ofTests(observations).length;
  const checks = observations.length - tests;
  const beside = checks === 0 ? '' : `, and ${plural(checks, 'run')} of end-to-end checks`;
  const seen = `Seen in ${plural(tests, 'run')} of the tests, each attempt, environment and pull request by itself${beside}; the range holds the true rate with 95 % confidence.`;
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
