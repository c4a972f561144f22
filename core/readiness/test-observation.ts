import type { TestsFact } from './facts';
import type { FailureCause } from './failure-cause';

/** What one attempt of a run saw of its tests in one environment, as small as it can be kept for months. */
export interface TestObservation {
  readonly run: number;
  /** What was observed: checks of a deployed service. Absent: the tests of a CI run. */
  readonly kind?: 'end-to-end' | undefined;
  /** 1 for the first attempt of the run; a re-run is an observation of its own. */
  readonly attempt: number;
  /** What was tested: on a pull request the merge commit. */
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /**
   * Python version and runner where they are not the first ones of the matrix, such as `3.10` or `3.14-windows-latest`; of
   * end-to-end checks the environment that the service is deployed to.
   */
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

/** Seconds as they are kept. */
export function hundredths(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 100) / 100) : 0;
}
