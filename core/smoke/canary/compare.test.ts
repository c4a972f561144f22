import fc from 'fast-check';
import type { Pair } from './blocks';
import { compareCanary, comparisonsOf } from './compare';
import { canaryPolicySchema, defaultCanaryPolicy } from './policy';
import { requestsToFind } from './power';
import { decisionsOver, equalDeployments, foundRegressions } from './simulated-canaries';
import { repeatableNumbers } from '../../kernel/repeatable-numbers';
import { simulatedPairs } from './simulated-pairs';

/** A simulation here is short; that of the proof has two thousand runs. */
const runs = 100;

describe('simulated canaries', () => {
  test.each(equalDeployments)('an equal one is seldom rolled back: %s', (_name, service) => {
    // 5 % and three standard deviations.
    expect(decisionsOver(runs, service, service)['roll-back']).toBeLessThan(0.115);
  });

  test.each(foundRegressions)('a regression is found: %s', (_name, before, after) => {
    const { promote, ...found } = decisionsOver(runs, before, after);
    expect(promote).toBeLessThan(0.03);
    // 95 % less three standard deviations.
    expect(found['roll-back']).toBeGreaterThan(0.885);
  });

  test('an equal one is promoted with the default policy', () => {
    expect(decisionsOver(runs, {}, {}).promote).toBeGreaterThan(0.95);
  });

  test.each([
    ['errors', { errorRate: 0.02 }, { errorRate: 0.03 }],
    ['latency', {}, { medianMs: 100 }],
  ])(
    'one that is worse by as much as is tolerated is hardly ever promoted: %s',
    (_what, before, after) => {
      expect(decisionsOver(runs, before, after).promote).toBeLessThan(0.115);
    },
  );

  test('one that is faster and has fewer errors is promoted', () => {
    expect(decisionsOver(20, { errorRate: 0.02, medianMs: 120 }, {}).promote).toBe(1);
  });

  test('a doubled error rate that the requests cannot show is said to need more', () => {
    const policy = { ...defaultCanaryPolicy, errorTolerance: 0.005 };
    const random = repeatableNumbers(3);
    const pairs = simulatedPairs(
      random,
      { errorRate: 0.01 },
      { errorRate: 0.02 },
      { requests: 500 },
    );
    const { errors } = compareCanary(pairs, policy);
    expect(errors.answer).toBe('unknown');
    expect(errors.text).toMatch(/1\.00 % more are found with about \d+ requests/);
    const requests = requestsToFind(0.01, 0.01, { risk: 0.0125, effect: 1 });
    expect(requests).toBe(3_700);
    const change = { requests, errorTolerance: 0.005 };
    const found = decisionsOver(30, { errorRate: 0.01 }, { errorRate: 0.02 }, change);
    expect(found['roll-back']).toBeGreaterThan(0.7);
  });
});

describe('of several checks', () => {
  const sampled = (each: number, factor: number): readonly Pair[] => {
    const random = repeatableNumbers(7);
    const byCheck = Array.from({ length: 10 }, (_, index) => {
      const medianMs = 40 * (index + 1);
      const slow = { medianMs: medianMs * (index === 9 ? factor : 1) };
      const check = `check-${String(index)}`;
      return simulatedPairs(random, { medianMs }, slow, { requests: each, check });
    });
    // As they are sent: one of each check in turn.
    return Array.from({ length: each }, (_, turn) =>
      byCheck.flatMap((own) => own[turn] ?? []),
    ).flat();
  };

  test('one that is far slower rolls back by its name, however many are fast', () => {
    const { decision, latency } = compareCanary(sampled(60, 3), defaultCanaryPolicy);
    expect(decision).toBe('roll-back');
    expect(latency.text).toMatch(
      /slower \(signed ranks by block and check\): check-9 [23]\.\d\d times/,
    );
  });

  test('those with fewer than twenty pairs are compared together only', () => {
    const { latency } = compareCanary(sampled(19, 3), {
      ...defaultCanaryPolicy,
      minimumRequests: 100,
    });
    expect(latency.answer).not.toBe('worse');
  });
});

const outcome = fc.record({
  isError: fc.boolean(),
  isLate: fc.boolean(),
  latencyMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
});
const anyPairs = (maxLength: number): fc.Arbitrary<readonly Pair[]> =>
  fc.array(fc.record({ check: fc.constantFrom('a', 'b'), baseline: outcome, canary: outcome }), {
    maxLength,
  });

describe('for any pairs', () => {
  test('too few are never promoted, and every sentence can be read', () => {
    fc.assert(
      fc.property(anyPairs(60), (pairs) => {
        const verdict = compareCanary(pairs, defaultCanaryPolicy);
        expect(verdict.decision).not.toBe('promote');
        for (const { text } of comparisonsOf(verdict)) {
          expect(text).not.toMatch(/NaN|undefined|Infinity/);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what is worse for one side is no better for it when both change places', () => {
    fc.assert(
      fc.property(anyPairs(120), (pairs) => {
        const policy = { ...defaultCanaryPolicy, minimumRequests: 30 };
        const turned = pairs.map(({ check, baseline, canary }) => ({
          check,
          baseline: canary,
          canary: baseline,
        }));
        const [one, other] = [pairs, turned].map((each) => compareCanary(each, policy));
        const both = (['errors', 'late', 'latency'] as const).filter(
          (question) => one?.[question].answer === 'worse' && other?.[question].answer === 'worse',
        );
        expect(both).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test('two services that are both down are held, not promoted for being alike', () => {
  const down = { isError: true, isLate: false, latencyMs: 1 };
  const pairs = Array.from({ length: 500 }, () => ({ check: 'a', baseline: down, canary: down }));
  expect(compareCanary(pairs, defaultCanaryPolicy).decision).toBe('hold');
});

test('nothing at all is held, and says how much', () => {
  const { decision, errors } = compareCanary([], defaultCanaryPolicy);
  expect(decision).toBe('hold');
  expect(errors.text).toContain('0 requests of the 200 needed for a verdict');
});

test('a policy that could never give a verdict is refused', () => {
  const { error } = canaryPolicySchema.safeParse({ requests: 100, minimumRequests: 200 });
  expect(error?.issues).toMatchObject([{ path: ['requests'] }]);
});
