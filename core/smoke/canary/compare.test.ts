import fc from 'fast-check';
import { compareCanary, type CanarySample, type CanaryVerdict } from './compare';
import { canaryPolicySchema, defaultCanaryPolicy, type CanaryPolicy } from './policy';

/** A generator of reproducible numbers in [0, 1): mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Service {
  readonly errorRate: number;
  readonly medianMs: number;
}

/** Latencies of services are skewed with a long tail: a log-normal distribution. */
function measure(
  random: () => number,
  { errorRate, medianMs }: Service,
  requests: number,
): CanarySample {
  const latenciesMs: number[] = [];
  let errors = 0;
  for (let request = 0; request < requests; request += 1) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    if (random() < errorRate) errors += 1;
    else latenciesMs.push(medianMs * Math.exp(0.5 * normal));
  }
  return { requests, errors, latenciesMs };
}

/** How often each decision came, in so many comparisons of the two services. */
function simulate(
  baseline: Service,
  canary: Service,
  {
    requests,
    policy = defaultCanaryPolicy,
    runs = 200,
  }: { readonly requests: number; readonly policy?: CanaryPolicy; readonly runs?: number },
): Readonly<Record<CanaryVerdict['decision'], number>> {
  const random = seeded(20261124);
  const counts = { promote: 0, hold: 0, 'roll-back': 0 };
  for (let run = 0; run < runs; run += 1) {
    const before = measure(random, baseline, requests);
    counts[compareCanary(before, measure(random, canary, requests), policy).decision] += 1;
  }
  return {
    promote: counts.promote / runs,
    hold: counts.hold / runs,
    'roll-back': counts['roll-back'] / runs,
  };
}

const healthy: Service = { errorRate: 0, medianMs: 80 };

describe('simulated canaries', () => {
  test('an equal one is promoted with the default policy, and practically never rolled back', () => {
    const rate = simulate(healthy, healthy, { requests: defaultCanaryPolicy.requests, runs: 100 });
    expect(rate.promote).toBeGreaterThan(0.95);
    expect(rate['roll-back']).toBe(0);
  });

  test('an equal one is rolled back at most as often as the confidence allows, tolerance or not', () => {
    const strict: CanaryPolicy = {
      ...defaultCanaryPolicy,
      errorTolerance: 0.001,
      latencyFactor: 1.01,
    };
    const service = { errorRate: 0.03, medianMs: 80 };
    const rate = simulate(service, service, { requests: 200, policy: strict, runs: 200 });
    // 5 % and three standard deviations of 200 runs; and the test does bite.
    expect(rate['roll-back']).toBeLessThan(0.097);
    expect(rate['roll-back']).toBeGreaterThan(0);
  });

  test.each([
    ['errors', { errorRate: 0.02, medianMs: 80 }, { errorRate: 0.03, medianMs: 80 }],
    ['latency', healthy, { errorRate: 0, medianMs: 100 }],
  ])(
    'one that is worse by as much as is tolerated (%s) is hardly ever promoted',
    (_what, before, after) => {
      const rate = simulate(before, after, { requests: 300, runs: 150 });
      expect(rate.promote).toBeLessThan(0.104);
    },
  );

  test.each([
    [
      '5 % errors instead of 0.5 %',
      { errorRate: 0.005, medianMs: 80 },
      { errorRate: 0.05, medianMs: 80 },
    ],
    ['half as slow again', healthy, { errorRate: 0, medianMs: 120 }],
    ['nothing but errors', healthy, { errorRate: 1, medianMs: 80 }],
  ])('a regression is rolled back: %s', (_what, before, after) => {
    const rate = simulate(before, after, { requests: 500, runs: 60 });
    expect(rate['roll-back']).toBeGreaterThan(0.95);
    expect(rate.promote).toBe(0);
  });

  test('a canary that is faster and has fewer errors is promoted', () => {
    const rate = simulate({ errorRate: 0.02, medianMs: 120 }, healthy, { requests: 500, runs: 40 });
    expect(rate.promote).toBe(1);
  });
});

const sample = (maximum: number): fc.Arbitrary<CanarySample> =>
  fc
    .record({
      good: fc.nat({ max: maximum }),
      errors: fc.nat({ max: maximum }),
      ms: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
    })
    .map(({ good, errors, ms }) => ({
      requests: good + errors,
      errors,
      latenciesMs: Array.from({ length: good }, (_, index) => ms * (1 + (index % 7) / 10)),
    }));

describe('for any samples', () => {
  const rank = { 'roll-back': 0, hold: 1, promote: 2 };

  test('too few requests of either version are never promoted', () => {
    const few = sample(99).filter(({ requests }) => requests < defaultCanaryPolicy.minimumRequests);
    fc.assert(
      fc.property(few, sample(300), fc.boolean(), (small, any, isCanary) => {
        const [baseline, canary] = isCanary ? [any, small] : [small, any];
        expect(compareCanary(baseline, canary, defaultCanaryPolicy).decision).not.toBe('promote');
      }),
      { numRuns: 60 },
    );
  });

  test('more errors of the canary never make the decision better', () => {
    fc.assert(
      fc.property(sample(300), sample(300), fc.nat({ max: 100 }), (baseline, canary, more) => {
        const worse = {
          ...canary,
          errors: canary.errors + more,
          requests: canary.requests + more,
        };
        fc.pre(canary.requests >= defaultCanaryPolicy.minimumRequests);
        const [before, after] = [canary, worse].map(
          (each) => rank[compareCanary(baseline, each, defaultCanaryPolicy).decision],
        );
        expect(after).toBeLessThanOrEqual(before ?? 0);
      }),
      { numRuns: 60 },
    );
  });

  test('two services that are both down are held, not promoted for being alike', () => {
    const down = { requests: 500, errors: 500, latenciesMs: [] };
    expect(compareCanary(down, down, defaultCanaryPolicy).decision).toBe('hold');
  });

  test('nothing at all is held, and says how much', () => {
    const none = { requests: 0, errors: 0, latenciesMs: [] };
    const verdict = compareCanary(none, none, defaultCanaryPolicy);
    expect(verdict.decision).toBe('hold');
    expect(verdict.errors.text).toContain('0 requests of the 200 needed for a verdict');
    expect(JSON.stringify(verdict)).not.toMatch(/NaN|null/);
  });
});

test('a policy that could never give a verdict is refused', () => {
  const { error } = canaryPolicySchema.safeParse({ requests: 100, minimumRequests: 200 });
  expect(error?.issues).toMatchObject([{ path: ['requests'] }]);
});

describe('of several checks', () => {
  /** `count` checks with medians from 40 ms upwards; the last one is `factor` times as slow. */
  function sampleOf(
    random: () => number,
    { count, each, factor }: { count: number; each: number; factor: number },
  ): CanarySample {
    const byCheck = Object.fromEntries(
      Array.from({ length: count }, (_, index) => {
        const medianMs = 40 * (index + 1) * (index === count - 1 ? factor : 1);
        return [`check-${index}`, measure(random, { errorRate: 0, medianMs }, each).latenciesMs];
      }),
    );
    return {
      requests: count * each,
      errors: 0,
      latenciesMs: Object.values(byCheck).flat(),
      byCheck,
    };
  }

  test('one that is twice as slow rolls back by its name, where all together would be promoted', () => {
    const random = seeded(7);
    const before = sampleOf(random, { count: 10, each: 60, factor: 1 });
    const after = sampleOf(random, { count: 10, each: 60, factor: 2 });
    const { decision, latency } = compareCanary(before, after, defaultCanaryPolicy);
    expect(decision).toBe('roll-back');
    expect(latency.text).toMatch(
      /slower \(Mann–Whitney U test by check\): check-9 [12]\.\d\d times/,
    );
    const { byCheck: _before, ...pooledBefore } = before;
    const { byCheck: _after, ...pooledAfter } = after;
    expect(compareCanary(pooledBefore, pooledAfter, defaultCanaryPolicy).decision).toBe('promote');
  });

  test('equal ones are rolled back no more often than one', () => {
    const random = seeded(11);
    // A factor that tolerates next to nothing leaves the tests alone to decide.
    const policy = { ...defaultCanaryPolicy, latencyFactor: 1.01 };
    const runs = 200;
    const wrong = Array.from({ length: runs }, () => {
      const size = { count: 10, each: 25, factor: 1 };
      return compareCanary(sampleOf(random, size), sampleOf(random, size), policy).decision;
    }).filter((decision) => decision === 'roll-back');
    expect(wrong.length / runs).toBeLessThanOrEqual(0.05);
  });

  test('those with fewer than twenty answers are compared together only', () => {
    const random = seeded(13);
    const before = sampleOf(random, { count: 16, each: 19, factor: 1 });
    const after = sampleOf(random, { count: 16, each: 19, factor: 20 });
    expect(compareCanary(before, after, defaultCanaryPolicy).decision).not.toBe('roll-back');
  });
});
