import type { TestObservation } from './test-observation';

/** The observation of one run in which no test flaked or failed; runs are an hour apart and each has its own commit. */
export const exampleObservation = (
  run: number,
  parts: Partial<TestObservation> = {},
): TestObservation => ({
  run,
  attempt: 1,
  commit: `commit-${run}`,
  at: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString(),
  tests: 100,
  rerun: [],
  failed: [],
  ...parts,
});
