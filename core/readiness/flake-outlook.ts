import { casesOf, learn } from './flake-model';
import { backtest, type Backtest, type BestPredictor } from './flaky-backtest';
import { byDeployment, flakesOf, ofTests } from './flakes';
import type { TestObservation } from './test-observation';
import { probabilityOf } from './logistic';

/** What may be said about the next run. */
export interface FlakeOutlook {
  /** Each suspect's chance to flake, by its id. */
  readonly chances: ReadonlyMap<string, number>;
  readonly by: BestPredictor;
  readonly backtest: Backtest;
}

/** What may be said of each deployment's checks and of the tests, by the past of each. */
export function flakeChances(
  observations: readonly TestObservation[],
): Pick<FlakeOutlook, 'chances'> & { readonly ofTests: FlakeOutlook | undefined } {
  const tests = flakeOutlook(ofTests(observations));
  const checks = byDeployment(observations.filter(({ kind }) => kind !== undefined));
  const outlooks = [tests, ...checks.map(flakeOutlook)];
  const chances = outlooks.flatMap((outlook) => [...(outlook?.chances ?? [])]);
  return { chances: new Map(chances), ofTests: tests };
}

/** Undefined where past predictions were no better than a simpler way to predict, or there are too few runs to know. */
export function flakeOutlook(observations: readonly TestObservation[]): FlakeOutlook | undefined {
  const past = backtest(observations);
  if (past?.best === undefined) return undefined;
  const runs = casesOf(flakesOf(observations));
  const next = runs.at(-1) ?? [];
  const weights = past.best === 'model' ? learn(runs, runs.length - 1) : undefined;
  const chances = next.map(
    ({ id, features, recentRate }) =>
      [id, weights === undefined ? recentRate : probabilityOf(weights, features)] as const,
  );
  return { chances: new Map(chances), by: past.best, backtest: past };
}
