import { byDeployment, flakesOf, ofTests, type Flakes } from './flakes';
import type { TestObservation } from './test-observation';

/** How often a test gave two answers for the same code. */
export interface FlakyTest {
  readonly id: string;
  /** Absent: a test of CI runs. */
  readonly kind?: TestObservation['kind'];
  /** Observations in which it flaked, see {@link flakesOf}. */
  readonly flakes: number;
  /** All observations of the kind, end-to-end checks by their deployment; a test younger than the oldest of them is taken to have been quiet before. */
  readonly runs: number;
  readonly rate: number;
  /** Bounds of the rate at 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** ISO 8601, UTC: when it flaked last. */
  readonly lastAt: string;
  /** Observations since then. */
  readonly quiet: number;
}

/**
 * Wilson score interval of a proportion; unlike the usual approximation it stays within 0 and 1 and says something
 * useful about a test seen only a few times. https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval
 */
export function wilson(
  hits: number,
  trials: number,
  z = 1.96,
): { readonly low: number; readonly high: number } {
  if (!(trials > 0)) return { low: 0, high: 1 };
  const rate = Math.min(1, Math.max(0, hits / trials));
  const centre = (rate + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials))) /
    (1 + (z * z) / trials);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Observations after which one counts half: flakes come and go with the code that causes them. */
export const halfLife = 10;

/**
 * Flaky tests, the surest first: ranked by the lower bound of their present rate, in which a flake of ten observations ago
 * counts half. So neither one flake in one run leads the list nor a test that was fixed long ago.
 */
export function flakyTests(observations: readonly TestObservation[]): readonly FlakyTest[] {
  return byDeployment(observations)
    .flatMap(rankedTests)
    .sort((a, b) => b.present - a.present || (a.test.id < b.test.id ? -1 : 1))
    .map(({ test }) => test);
}

/** A test with the lower bound of its present rate. */
interface Ranked {
  readonly test: FlakyTest;
  readonly present: number;
}

function rankedTests(observations: readonly TestObservation[]): readonly Ranked[] {
  const { observed, flaked } = flakesOf(observations);
  const runs = observed.length;
  const ageWeight = (place: number): number => 0.5 ** ((runs - 1 - place) / halfLife);
  const trials = observed.reduce((sum, _, place) => sum + ageWeight(place), 0);
  const places = new Map<string, number[]>();
  for (const [place, ids] of flaked.entries()) {
    for (const id of ids.keys()) places.set(id, [...(places.get(id) ?? []), place]);
  }
  const kind = observed[0]?.kind;
  return [...places].map(([id, at]) => {
    const last = at.at(-1) ?? 0;
    const weight = at.reduce((sum, place) => sum + ageWeight(place), 0);
    const test: FlakyTest = {
      id,
      ...(kind === undefined ? {} : { kind }),
      flakes: at.length,
      runs,
      rate: at.length / runs,
      ...wilson(at.length, runs),
      lastAt: observed[last]?.at ?? '',
      quiet: runs - 1 - last,
    };
    return { test, present: wilson(weight, trials).low };
  });
}

/** Share of the observations of tests in which at least one flaked; undefined before there was any. */
export function flakyShare(observations: readonly TestObservation[]): number | undefined {
  const tests = ofTests(observations);
  if (tests.length === 0) return undefined;
  const { flaked }: Flakes = flakesOf(tests);
  return flaked.filter((ids) => ids.size > 0).length / tests.length;
}
