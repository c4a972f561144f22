import type { TestsFact } from './facts';

/** What one run saw of its tests, as small as it can be kept for months. */
export interface TestObservation {
  readonly run: number;
  /** 1 for the first attempt of the run; a re-run is an observation of its own. */
  readonly attempt: number;
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Tests in the report; 0 in an observation of before they were counted. */
  readonly tests: number;
  /** Tests that passed only after a re-run. */
  readonly rerun: readonly string[];
  /** Tests that failed in the end. */
  readonly failed: readonly string[];
}

/** How often a test gave two answers for the same code. */
export interface FlakyTest {
  readonly id: string;
  /** Runs in which it flaked: it passed after a re-run, or failed on a commit on which it did not fail in another run or attempt. */
  readonly flakes: number;
  /** Runs that were observed; a test younger than the oldest of them is taken to have been quiet before. */
  readonly runs: number;
  readonly rate: number;
  /** Bounds of the rate at 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

export function observe(
  run: Omit<TestObservation, 'tests' | 'rerun' | 'failed'>,
  tests: TestsFact,
): TestObservation {
  const ids = (cases: TestsFact['cases']) => cases.map((test) => test.id).sort();
  return {
    ...run,
    tests: tests.cases.length,
    rerun: ids(tests.cases.filter((test) => test.outcome === 'passed' && test.reruns > 0)),
    failed: ids(tests.cases.filter((test) => test.outcome === 'failed')),
  };
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

/** Flaky tests, the surest first: ranked by the lower bound, so that one flake in one run does not lead the list. */
export function flakyTests(observations: readonly TestObservation[]): readonly FlakyTest[] {
  const flakes = new Map<string, number>();
  for (const observation of observations) {
    for (const id of flakedIn(observation, observations)) {
      flakes.set(id, (flakes.get(id) ?? 0) + 1);
    }
  }
  const runs = observations.length;
  return [...flakes]
    .map(([id, count]) => ({ id, flakes: count, runs, rate: count / runs, ...wilson(count, runs) }))
    .sort((a, b) => b.low - a.low || (a.id < b.id ? -1 : 1));
}

/**
 * Tests that flaked in one of the observed runs. A test that did not fail in another run of the commit passed there only
 * if that run got as far: one that stopped early (a collection error, `-x`) has fewer tests in its report.
 */
export function flakedIn(
  observation: TestObservation,
  observations: readonly TestObservation[],
): ReadonlySet<string> {
  const others = observations.filter(
    (other) =>
      other !== observation &&
      other.commit === observation.commit &&
      other.tests >= observation.tests,
  );
  const flipped = observation.failed.filter((id) =>
    others.some((other) => !other.failed.includes(id)),
  );
  return new Set([...observation.rerun, ...flipped]);
}

/** A test's estimated chance to flake in the next run. */
export interface FlakePrediction {
  readonly id: string;
  readonly probability: number;
}

/**
 * Runs after which an observation counts half: flakes come and go with the code that causes them. Of 5, 8, 10, 12, 15, 20,
 * 30 and 60 the best middle on simulated histories other than those of the test.
 */
const halfLife = 10;

/**
 * Estimates each test's chance to flake in the next run: its flakes weighted by recency, drawn towards the rate of all
 * suspects by a beta prior, so that a single recent flake does not outrank a steady one.
 */
export function predictFlakes(
  observations: readonly TestObservation[],
): readonly FlakePrediction[] {
  const sorted = [...observations].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.run - b.run || a.attempt - b.attempt,
  );
  const weights = sorted.map((_, index) => 0.5 ** ((sorted.length - 1 - index) / halfLife));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const flaked = new Map<string, number>();
  for (const [index, observation] of sorted.entries()) {
    for (const id of flakedIn(observation, sorted)) {
      flaked.set(id, (flaked.get(id) ?? 0) + (weights[index] ?? 0));
    }
  }
  const all = [...flaked.values()].reduce((sum, weight) => sum + weight, 0);
  const prior = flaked.size === 0 ? 0 : all / (flaked.size * total);
  return [...flaked]
    .map(([id, weight]) => ({ id, probability: (weight + 2 * prior) / (total + 2) }))
    .sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
}
