import * as fc from 'fast-check';
import { repeatableNumbers } from '../kernel/repeatable-numbers';
import { flakyShare, flakyTests, wilson } from './flaky';
import { exampleObservation as observation } from './example-observation';

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
    // Fixed so recently that it cannot be known yet.
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

describe('end-to-end checks', () => {
  const check = (run: number, environment: string, rerun: readonly string[] = []) =>
    observation(run, { kind: 'end-to-end', environment, rerun });
  const observations = [
    ...[1, 2, 3, 4].map((run) => observation(run, { rerun: run === 1 ? ['test'] : [] })),
    ...[11, 12].map((run) => check(run, 'staging', run === 12 ? ['health (staging)'] : [])),
    ...[21, 22, 23].map((run) => check(run, 'prod', run === 21 ? ['health (prod)'] : [])),
  ];

  test('have the rate of their own deployment, tests that of the CI runs', () => {
    expect(
      flakyTests(observations).map(({ id, kind, flakes, runs, quiet }) => [
        ...[id, kind, flakes, runs, quiet],
      ]),
    ).toEqual([
      ['health (staging)', 'end-to-end', 1, 2, 0],
      ['health (prod)', 'end-to-end', 1, 3, 2],
      ['test', undefined, 1, 4, 3],
    ]);
  });

  test('are no part of the share of runs in which a test flaked', () => {
    expect(flakyShare(observations)).toBe(1 / 4);
    expect(flakyShare([check(1, 'staging', ['health'])])).toBeUndefined();
  });
});
