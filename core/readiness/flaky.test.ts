import * as fc from 'fast-check';
import {
  flakedIn,
  flakyTests,
  observe,
  predictFlakes,
  wilson,
  type TestObservation,
} from './flaky';
import { backtest, isPredictable } from './flaky-backtest';

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
  const random = randomness(7);
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
  const cases = [
    { id: 'flaky', outcome: 'passed', reruns: 1, seconds: 1 },
    { id: 'broken', outcome: 'failed', reruns: 2, seconds: 1 },
    { id: 'steady', outcome: 'passed', reruns: 0, seconds: 1 },
  ] as const;
  const seen = observe({ run: 1, attempt: 1, commit: 'c', at: '2026-01-01T00:00:00Z' }, { cases });
  expect(seen).toMatchObject({ tests: 3, rerun: ['flaky'], failed: ['broken'] });
  expect(flakyTests([seen]).map((one) => one.id)).toEqual(['flaky']);
});

test('a test that failed and passed on the same commit is flaky, in two runs or two attempts of one', () => {
  const failed = observation(1, { failed: ['t'], commit: 'same' });
  expect(flakyTests([failed, observation(2)])).toEqual([]);
  expect(flakyTests([failed, observation(2, { commit: 'same' })])).toMatchObject([
    { id: 't', flakes: 1, runs: 2 },
  ]);
  expect(flakyTests([failed, { ...failed, attempt: 2, failed: [] }])).toMatchObject([
    { id: 't', flakes: 1 },
  ]);
});

test('flaky tests are ranked by what is sure, whatever the order of the runs', () => {
  const runs = Array.from({ length: 20 }, (_, run) =>
    observation(run, {
      rerun: [...(run % 2 === 0 ? ['often'] : []), ...(run === 19 ? ['once'] : [])],
    }),
  );
  const ranked = flakyTests(runs);
  expect(ranked.map((one) => [one.id, one.flakes, one.rate])).toEqual([
    ['often', 10, 0.5],
    ['once', 1, 0.05],
  ]);
  expect(flakyTests([...runs].reverse())).toEqual(ranked);
});

test('flaky tests of one rank are listed by their name', () => {
  const runs = [observation(1, { rerun: ['b', 'a', 'c'] })];
  expect(flakyTests(runs).map((one) => one.id)).toEqual(['a', 'b', 'c']);
  expect(predictFlakes(runs).map((one) => one.id)).toEqual(['a', 'b', 'c']);
});

describe('a test flaked in a run', () => {
  const same = { commit: 'same' };
  test.each<[string, TestObservation, readonly TestObservation[], readonly string[]]>([
    ['when it passed after a re-run', observation(1, { rerun: ['t'] }), [], ['t']],
    ['not when it failed alone', observation(1, { failed: ['t'] }), [], []],
    [
      'when it did not fail in another run of the commit',
      observation(1, { failed: ['t'], ...same }),
      [observation(2, same)],
      ['t'],
    ],
    [
      'not when the other run stopped before it',
      observation(1, { failed: ['t'], ...same }),
      [observation(2, { tests: 40, failed: ['u'], ...same })],
      [],
    ],
    [
      'when it stopped this run itself',
      observation(1, { tests: 40, failed: ['t'], ...same }),
      [observation(2, same)],
      ['t'],
    ],
    [
      'not when it failed in the other run too',
      observation(1, { failed: ['t'], ...same }),
      [observation(2, { failed: ['t'], ...same })],
      [],
    ],
    [
      'when one of two other runs did not see it fail',
      observation(1, { failed: ['t'], ...same }),
      [observation(2, { failed: ['t'], ...same }), observation(3, same)],
      ['t'],
    ],
    [
      'not when only a run of another commit did not see it fail',
      observation(1, { failed: ['t'] }),
      [observation(2)],
      [],
    ],
    [
      'not when it passed there, for the run in which it passed',
      observation(1, same),
      [observation(2, { failed: ['t'], ...same })],
      [],
    ],
  ])('%s', (_name, one, others, expected) => {
    expect([...flakedIn(one, [one, ...others])]).toEqual(expected);
  });
});

test('an observation lists the tests by their name', () => {
  const cases = ['b', 'a'].flatMap((id) => [
    { id: `${id}-rerun`, outcome: 'passed' as const, reruns: 1, seconds: 1 },
    { id: `${id}-failed`, outcome: 'failed' as const, reruns: 1, seconds: 1 },
    { id: `${id}-skipped`, outcome: 'skipped' as const, reruns: 1, seconds: 1 },
  ]);
  const run = { run: 1, attempt: 2, commit: 'c', at: '2026-01-01T00:00:00Z' };
  expect(observe(run, { cases })).toEqual({
    ...run,
    tests: 6,
    rerun: ['a-rerun', 'b-rerun'],
    failed: ['a-failed', 'b-failed'],
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

describe('a prediction', () => {
  const of = (...runs: readonly (readonly string[])[]) =>
    Object.fromEntries(
      predictFlakes(runs.map((rerun, run) => observation(run, { rerun }))).map(
        ({ id, probability }) => [id, probability],
      ),
    );

  // Weights halve every ten runs; the prior is worth two runs at the mean rate of all suspects.
  test('of one run in which the only test flaked is sure', () => {
    expect(of(['a'])['a']).toBeCloseTo(1, 9);
    expect(of()).toEqual({});
    expect(of([], [])).toEqual({});
  });

  test('draws each suspect towards the mean of all', () => {
    // One run: two suspects that both flaked.
    expect(of(['a', 'b'])).toEqual({ a: 1, b: 1 });
    // Two runs of weights w and 1: a flaked in both, b in the older one.
    const w = 0.5 ** 0.1;
    const total = w + 1;
    const prior = (total + w) / (2 * total);
    const { a, b } = of(['a', 'b'], ['a']);
    expect(a).toBeCloseTo((total + 2 * prior) / (total + 2), 9);
    expect(b).toBeCloseTo((w + 2 * prior) / (total + 2), 9);
  });

  test('counts a flake of ten runs ago half', () => {
    const quiet = Array.from({ length: 10 }, () => [] as readonly string[]);
    const total = Array.from({ length: 11 }, (_, age) => 0.5 ** (age / 10)).reduce(
      (sum, weight) => sum + weight,
      0,
    );
    const { a } = of(['a'], ...quiet);
    expect(a).toBeCloseTo((0.5 + (2 * 0.5) / total) / (total + 2), 9);
  });

  test('does not depend on the order in which the runs are given', () => {
    const moment = { at: '2026-01-01T00:00:00.000Z' };
    const runs = [
      observation(3, { rerun: ['c'] }),
      observation(1, { ...moment, rerun: ['a'] }),
      observation(2, { ...moment, rerun: ['b'] }),
      observation(2, { ...moment, attempt: 2, rerun: ['d'] }),
    ];
    const predicted = predictFlakes(runs);
    // The later an observation, the more its flake counts.
    expect(predicted.map(({ id }) => id)).toEqual(['c', 'd', 'b', 'a']);
    expect(predictFlakes([...runs].reverse())).toEqual(predicted);
  });
});

test('a prediction is a probability for every suspect and for nobody else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }), { maxLength: 40 }),
      (runs) => {
        const seen = runs.map((rerun, run) => observation(run, { rerun: [...new Set(rerun)] }));
        const predicted = predictFlakes(seen);
        expect(predicted.every(({ probability }) => probability > 0 && probability <= 1)).toBe(
          true,
        );
        expect(new Set(predicted.map((one) => one.id))).toEqual(new Set(runs.flat()));
      },
    ),
  );
});

describe('predictions over simulated histories of which the truth is known', () => {
  let measured: readonly ReturnType<typeof compare>[] = [];
  beforeAll(() => {
    measured = Array.from({ length: 20 }, (_, index) => compare(simulate(index + 1)));
  });
  const mean = (of: (one: (typeof measured)[number]) => number) =>
    measured.reduce((sum, one) => sum + of(one), 0) / measured.length;

  test('are a tenth more precise, and find a tenth more, than "flaked last time" with as many guesses', () => {
    expect(mean((one) => one.ours.precision / one.baseline.precision)).toBeGreaterThan(1.1);
    expect(mean((one) => one.ours.recall / one.baseline.recall)).toBeGreaterThan(1.1);
  });

  test('are better than that baseline in at least nine of ten histories', () => {
    const better = measured.filter((one) => one.ours.precision > one.baseline.precision);
    expect(better.length / measured.length).toBeGreaterThanOrEqual(0.9);
  });

  test('the back-test finds that they beat the base rate', () => {
    for (const seed of [1, 2, 3]) expect(isPredictable(simulate(seed))).toBe(true);
  });

  test('the back-test finds nothing to predict where every suspect is as bad as the next one', () => {
    const random = randomness(11);
    const tests = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const runs = Array.from({ length: 200 }, (_, run) =>
      observation(run, { rerun: tests.filter(() => random() < 0.1) }),
    );
    const result = backtest(runs);
    expect(result?.error).toBeGreaterThan((result?.baseError ?? 0) * 0.99);
    expect(isPredictable(runs)).toBe(false);
  });

  test.each([
    [19, undefined],
    [20, 20],
    [21, 20],
    [100, 100],
    [120, 120],
    [121, 120],
    [140, 120],
  ])('of %d runs the newest half is predicted, 60 runs at most', (length, predictions) => {
    // Two suspects from the first run on: two predictions a run.
    const runs = Array.from({ length }, (_, run) => observation(run, { rerun: ['a', 'b'] }));
    expect(backtest(runs)?.predictions).toBe(predictions);
  });

  test('the errors are the mean squares of what was predicted and what was to be', () => {
    const runs = Array.from({ length: 20 }, (_, run) =>
      observation(run, { rerun: run === 15 ? [] : ['a'] }),
    );
    const chance = (count: number) => predictFlakes(runs.slice(0, count))[0]?.probability ?? 0;
    const rate = (count: number) => (count > 15 ? count - 1 : count) / count;
    const truths = Array.from(
      { length: 10 },
      (_, index) => [10 + index, index === 5 ? 0 : 1] as const,
    );
    const mean = (of: (count: number) => number) =>
      truths.reduce((sum, [count, truth]) => sum + (of(count) - truth) ** 2, 0) / truths.length;
    const result = backtest(runs);
    expect(result?.predictions).toBe(10);
    expect(result?.error).toBeCloseTo(mean(chance), 9);
    expect(result?.baseError).toBeCloseTo(mean(rate), 9);
    expect(backtest([...runs].reverse())).toEqual(result);
  });

  test('a test that has not flaked yet is not predicted', () => {
    const runs = Array.from({ length: 20 }, (_, run) =>
      observation(run, { rerun: run >= 15 ? ['a'] : [] }),
    );
    expect(backtest(runs)?.predictions).toBe(4);
    expect(backtest(Array.from({ length: 20 }, (_, run) => observation(run)))).toBeUndefined();
    expect(isPredictable([])).toBe(false);
  });

  test('a prediction that is as good as the base rate is not worth showing', () => {
    const always = Array.from({ length: 40 }, (_, run) => observation(run, { rerun: ['a'] }));
    expect(backtest(always)).toMatchObject({ baseError: 0 });
    expect(isPredictable(always)).toBe(false);
  });

  test('too short a history allows no back-test', () => {
    expect(backtest(simulate(1).slice(0, 19))).toBeUndefined();
  });
});

/** 240 runs of a suite in which flaky tests of different rates appear, and are fixed some day. */
function simulate(seed: number): readonly TestObservation[] {
  const random = randomness(seed);
  const tests = Array.from({ length: 30 }, (_, index) => {
    const from = Math.floor(random() * 200);
    return {
      id: `t${index}`,
      rate: 0.02 + 0.5 * random() ** 2,
      from,
      to: from + 20 + Math.floor(random() * 150),
    };
  });
  return Array.from({ length: 240 }, (_, run) =>
    observation(run, {
      rerun: tests
        .filter((one) => run >= one.from && run < one.to && random() < one.rate)
        .map((one) => one.id),
    }),
  );
}

/** Precision and recall from run 60 on; both sides name as many tests as flaked last time. */
function compare(runs: readonly TestObservation[]) {
  const tally = { ours: { hits: 0, named: 0 }, baseline: { hits: 0, named: 0 }, flakes: 0 };
  for (let index = 60; index < runs.length; index += 1) {
    const flaked = new Set(runs[index]?.rerun ?? []);
    const last = runs[index - 1]?.rerun ?? [];
    const ours = predictFlakes(runs.slice(0, index))
      .slice(0, last.length)
      .map((one) => one.id);
    const hits = (ids: readonly string[]) => ids.filter((id) => flaked.has(id)).length;
    tally.flakes += flaked.size;
    tally.ours = { hits: tally.ours.hits + hits(ours), named: tally.ours.named + ours.length };
    tally.baseline = {
      hits: tally.baseline.hits + hits(last),
      named: tally.baseline.named + last.length,
    };
  }
  const rates = ({ hits, named }: { hits: number; named: number }) => ({
    precision: hits / named,
    recall: hits / tally.flakes,
  });
  return { ours: rates(tally.ours), baseline: rates(tally.baseline) };
}

/** Repeatable numbers from 0 to 1 (mulberry32). */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
