import * as fc from 'fast-check';
import { repeatableNumbers } from './repeatable-numbers';
import { flakyShare, flakyTests, observe, wilson, type TestObservation } from './flaky';

const observation = (run: number, parts: Partial<TestObservation> = {}): TestObservation => ({
  run,
  attempt: 1,
  commit: `commit-${run}`,
  at: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString(),
  tests: 100,
  rerun: [],
  failed: [],
  ...parts,
});

test.each([
  // Values of the closed formula, computed by hand with z = 1.96.
  [0, 10, 0, 0.2775],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [1, 100, 0.0018, 0.0545],
])('the Wilson interval of %d in %d', (hits, trials, low, high) => {
  const interval = wilson(hits, trials);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

test('the Wilson interval lies within 0 and 1 around the rate, and narrows with more runs', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (hits, trials) => {
      fc.pre(hits <= trials);
      const { low, high } = wilson(hits, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(hits / trials + 1e-12);
      expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-12);
      const wider = wilson(hits * 4, trials * 4);
      expect(wider.high - wider.low).toBeLessThan(high - low);
    }),
  );
});

test('95 of 100 Wilson intervals hold the true rate', () => {
  const random = repeatableNumbers(7);
  let held = 0;
  const trials = 2000;
  for (let trial = 0; trial < trials; trial += 1) {
    const rate = random() * 0.5;
    const runs = 40;
    const hits = Array.from({ length: runs }, () => random() < rate).filter(Boolean).length;
    const { low, high } = wilson(hits, runs);
    if (low <= rate && rate <= high) held += 1;
  }
  expect(held / trials).toBeGreaterThan(0.93);
  expect(held / trials).toBeLessThan(0.98);
});

test('a test that passed after a re-run is flaky; one that failed in the end is not, by itself', () => {
  const runs = [observation(1, { rerun: ['flaky'], failed: ['broken'] })];
  expect(flakyTests(runs).map((one) => one.id)).toEqual(['flaky']);
});

describe('flaky tests', () => {
  /** `count` runs, in which each test flaked that has the run's number. */
  const runsWith = (count: number, flakes: Readonly<Record<string, (run: number) => boolean>>) =>
    Array.from({ length: count }, (_, run) =>
      observation(run, {
        rerun: Object.entries(flakes).flatMap(([id, did]) => (did(run) ? [id] : [])),
      }),
    );

  test('are ranked by what is sure, whatever the order of the runs', () => {
    const runs = runsWith(20, { often: (run) => run % 2 === 0, once: (run) => run === 19 });
    const ranked = flakyTests(runs);
    expect(ranked.map((one) => [one.id, one.flakes, one.runs, one.rate])).toEqual([
      ['often', 10, 20, 0.5],
      ['once', 1, 20, 0.05],
    ]);
    expect(flakyTests([...runs].reverse())).toEqual(ranked);
  });

  test('show when each was last seen', () => {
    const runs = runsWith(20, { often: (run) => run % 2 === 0, once: (run) => run === 19 });
    expect(flakyTests(runs).map(({ id, lastAt, quiet }) => [id, lastAt, quiet])).toEqual([
      ['often', runs[18]?.at, 1],
      ['once', runs[19]?.at, 0],
    ]);
  });

  test.each([
    // Flaked in every third of 60 runs, then was fixed; the other one flakes in every tenth of the last 40.
    [100, 40, ['now', 'fixed']],
    [100, 30, ['now', 'fixed']],
    // Fixed so recently that nobody can know it yet.
    [100, 3, ['fixed', 'now']],
  ])('of %i runs, one that was fixed %i runs ago', (count, ago, expected) => {
    const runs = runsWith(count, {
      fixed: (run) => run < count - ago && run % 3 === 0,
      now: (run) => run >= 60 && run % 10 === 5,
    });
    expect(flakyTests(runs).map(({ id }) => id)).toEqual(expected);
  });

  test('of one rank are listed by their name', () => {
    const runs = [observation(1, { rerun: ['b', 'a', 'c'] })];
    expect(flakyTests(runs).map((one) => one.id)).toEqual(['a', 'b', 'c']);
    expect(flakyTests([])).toEqual([]);
  });
});

test('the share of runs with a flake', () => {
  const runs = [
    observation(1, { rerun: ['a', 'b'] }),
    observation(2, { failed: ['c'] }),
    observation(3, { failed: ['d'], commit: 'same' }),
    observation(4, { commit: 'same' }),
  ];
  expect(flakyShare(runs)).toBe(0.5);
  expect(flakyShare([])).toBeUndefined();
});

describe('an observation', () => {
  const run = { run: 1, attempt: 2, commit: 'c', at: '2026-01-01T00:00:00Z' };
  const failures = (count: number, length = 1) => ({
    cases: Array.from({ length: count }, (_, index) => ({
      id: `${String(index)}${'x'.repeat(length)}`,
      outcome: 'failed' as const,
      reruns: 0,
      seconds: 1,
    })),
  });

  test('lists the tests by their name, with what the report says of them', () => {
    const cases = ['b', 'a'].flatMap((id) => [
      { id: `${id}-rerun`, outcome: 'passed' as const, reruns: 1, seconds: 1.236 },
      { id: `${id}-steady`, outcome: 'passed' as const, reruns: 0, seconds: 1 },
      {
        id: `${id}-failed`,
        outcome: 'failed' as const,
        reruns: 1,
        seconds: 2,
        cause: 'time' as const,
      },
      { id: `${id}-skipped`, outcome: 'skipped' as const, reruns: 1, seconds: 1 },
    ]);
    expect(observe(run, { cases })).toEqual({
      ...run,
      tests: 8,
      rerun: ['a-rerun', 'b-rerun'],
      failed: ['a-failed', 'b-failed'],
      details: {
        'a-rerun': { seconds: 1.24 },
        'b-rerun': { seconds: 1.24 },
        'a-failed': { seconds: 2, cause: 'time' },
        'b-failed': { seconds: 2, cause: 'time' },
      },
    });
  });

  test('of a quiet run is small, and has its environment', () => {
    const cases = [{ id: 'a', outcome: 'passed' as const, reruns: 0, seconds: 1 }];
    expect(observe({ ...run, environment: '3.10' }, { cases })).toEqual({
      ...run,
      ...{ environment: '3.10', tests: 1, rerun: [], failed: [] },
    });
  });

  test.each([
    [1e999, 0],
    [-3, 0],
    [0.004, 0],
  ])('takes a duration of %d for %d seconds', (seconds, expected) => {
    const cases = [{ id: 'a', outcome: 'failed' as const, reruns: 0, seconds }];
    expect(observe(run, { cases })?.details).toEqual({ a: { seconds: expected } });
  });

  test('is not made of a run in which more than 100 tests failed: that says nothing about one', () => {
    expect(observe(run, failures(100))?.failed).toHaveLength(100);
    expect(observe(run, failures(101))).toBeUndefined();
  });

  test('cuts the names of tests after 500 characters', () => {
    expect(observe(run, failures(1, 600))?.failed).toEqual([`0${'x'.repeat(499)}`]);
  });
});

test.each([
  [0, 0, 0, 1],
  [1, -1, 0, 1],
  [1, NaN, 0, 1],
  [20, 10, 0.7225, 1],
  [-5, 10, 0, 0.2775],
])('the Wilson interval of %d in %d, which cannot be', (hits, trials, low, high) => {
  const interval = wilson(hits, trials);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});
