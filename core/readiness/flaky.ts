import type { TestsFact } from './facts';
import type { FailureCause } from './failure-cause';
import { flakesOf, type Flakes } from './flakes';

/** What one attempt of a run saw of its tests in one environment, as small as it can be kept for months. */
export interface TestObservation {
  readonly run: number;
  /** 1 for the first attempt of the run; a re-run is an observation of its own. */
  readonly attempt: number;
  /** What was tested: on a pull request the merge commit. */
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Python version and runner where they are not the first ones of the matrix, such as `3.10` or `3.14-windows-latest`. */
  readonly environment?: string | undefined;
  /** Tests in the report; 0 in an observation of before they were counted. */
  readonly tests: number;
  /** Tests that passed only after a re-run. */
  readonly rerun: readonly string[];
  /** Tests that failed in the end. */
  readonly failed: readonly string[];
  /** What the report says about re-run and failed tests; absent in an observation of before it was kept. */
  readonly details?: Readonly<Record<string, TestDetail>> | undefined;
}

export interface TestDetail {
  /** Duration of all attempts together. */
  readonly seconds: number;
  /** Absent where the test passed in the end: pytest's report has no message of the attempts before. */
  readonly cause?: FailureCause | undefined;
}

/** How often a test gave two answers for the same code. */
export interface FlakyTest {
  readonly id: string;
  /** Observations in which it flaked, see {@link flakesOf}. */
  readonly flakes: number;
  /** All observations; a test younger than the oldest of them is taken to have been quiet before. */
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
 * Most tests that are named in an observation. Where more failed or were run again, the environment was out of order: that
 * says nothing about a single test, and would fill the history.
 */
export const mostNamed = 100;

/** Longest id of a test; a longer one is cut. */
export const longestTestId = 500;

/** Undefined when too many tests are to be named. */
export function observe(
  run: Pick<TestObservation, 'run' | 'attempt' | 'commit' | 'at' | 'environment'>,
  tests: TestsFact,
): TestObservation | undefined {
  const seen = tests.cases.map((test) => ({ ...test, id: test.id.slice(0, longestTestId) }));
  const rerun = seen.filter((test) => test.outcome === 'passed' && test.reruns > 0);
  const failed = seen.filter((test) => test.outcome === 'failed');
  const named = [...rerun, ...failed];
  if (named.length > mostNamed) return undefined;
  const ids = (cases: TestsFact['cases']) => cases.map((test) => test.id).sort();
  const details = named.map(({ id, seconds, cause }) => [
    id,
    { seconds: hundredths(seconds), ...(cause === undefined ? {} : { cause }) },
  ]);
  return {
    ...run,
    tests: tests.cases.length,
    rerun: ids(rerun),
    failed: ids(failed),
    ...(named.length === 0
      ? {}
      : { details: Object.fromEntries(details) as Record<string, TestDetail> }),
  };
}

function hundredths(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 100) / 100) : 0;
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
  const { observed, flaked } = flakesOf(observations);
  const runs = observed.length;
  const ageWeight = (place: number): number => 0.5 ** ((runs - 1 - place) / halfLife);
  const trials = observed.reduce((sum, _, place) => sum + ageWeight(place), 0);
  const places = new Map<string, number[]>();
  for (const [place, ids] of flaked.entries()) {
    for (const id of ids.keys()) places.set(id, [...(places.get(id) ?? []), place]);
  }
  return [...places]
    .map(([id, at]) => {
      const last = at.at(-1) ?? 0;
      const weight = at.reduce((sum, place) => sum + ageWeight(place), 0);
      const test: FlakyTest = {
        id,
        flakes: at.length,
        runs,
        rate: at.length / runs,
        ...wilson(at.length, runs),
        lastAt: observed[last]?.at ?? '',
        quiet: runs - 1 - last,
      };
      return { test, present: wilson(weight, trials).low };
    })
    .sort((a, b) => b.present - a.present || (a.test.id < b.test.id ? -1 : 1))
    .map(({ test }) => test);
}

/** Share of the observations in which at least one test flaked; undefined before there was any. */
export function flakyShare(observations: readonly TestObservation[]): number | undefined {
  if (observations.length === 0) return undefined;
  const { flaked }: Flakes = flakesOf(observations);
  return flaked.filter((ids) => ids.size > 0).length / observations.length;
}
