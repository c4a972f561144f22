import { featureNames, suspicionsOf, type Suspicion } from './flake-features';
import { knowledgeOf } from './flake-suspects';
import type { Flakes } from './flakes';
import { fitLogistic, type Prior } from './logistic';

/** A suspect before a run, and since which run it is known to have flaked there; infinite if it did not. */
export interface Case extends Suspicion {
  readonly flakeKnown: number;
}

/** Cases that a model learns from, the newest: bounds the time it takes. */
const mostCases = 8000;

/**
 * The model begins as the recent rate, and learns from the repository's own history how far to trust that and what else to
 * look at.
 */
const prior: Prior = {
  weights: featureNames.map((name) => (name === 'recent rate' ? 1 : 0)),
  strengths: featureNames.map(() => 10),
};

/**
 * Suspects before each run and, last, before the one to come, which is taken to be in the first environment, at the time
 * of day of the newest one there.
 */
export function casesOf(flakes: Flakes): readonly (readonly Case[])[] {
  const { observed, flaked } = flakes;
  const newest = observed.findLast(({ environment }) => environment === undefined);
  return [...knowledgeOf(flakes)].map((knowledge) => {
    const next = observed[knowledge.place] ?? newest ?? observed.at(-1);
    if (next === undefined) return [];
    return suspicionsOf(knowledge, next).map((suspicion) => ({
      ...suspicion,
      flakeKnown: flaked[knowledge.place]?.get(suspicion.id) ?? Infinity,
    }));
  });
}

/** Weights learned from what was known before a run. */
export function learn(runs: readonly (readonly Case[])[], before: number): readonly number[] {
  const cases = runs.slice(0, before).flat().slice(-mostCases);
  return fitLogistic(
    cases.map(({ features, flakeKnown }) => ({ features, happened: flakeKnown < before })),
    prior,
  );
}
