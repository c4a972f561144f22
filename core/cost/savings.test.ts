import { measureCost, type RanWorkflow } from './measured';
import { monthlyCost, savingsOf } from './savings';

const assumed = { pullRequestRuns: 60, pushRuns: 30 };

/** A run on a day of March with two jobs, of which the tests may be run again. */
function run(
  day: number,
  seconds: number,
  more: Partial<RanWorkflow> = {},
  again = 0,
): RanWorkflow {
  const lint = { name: 'Lint', conclusion: 'success', attempt: 1, seconds: 60 };
  const tests = { name: 'Tests', conclusion: 'success', attempt: 1, seconds };
  const runner = 'ubuntu-24.04';
  return {
    startedAt: new Date(Date.UTC(2026, 2, day)).toISOString(),
    conclusion: 'success',
    jobs: [
      { ...lint, runner },
      { ...tests, runner },
      ...(again === 0 ? [] : [{ ...tests, attempt: 2, seconds: again, runner }]),
    ],
    ...more,
  };
}

describe('a month', () => {
  test('has the runs of the branch as they were, and the assumed ones of pull requests', () => {
    const cost = measureCost([run(1, 120), run(6, 120), run(11, 120)]);
    const month = monthlyCost(cost, assumed);
    expect(month.runs).toBeCloseTo((2 / 10) * (365 / 12) + 60);
    expect(month.minutes).toBeCloseTo(3 * month.runs);
    expect(month.usd).toBeCloseTo(0.006 * month.minutes);
  });

  test('has the assumed runs of both where less than a week was measured', () => {
    expect(monthlyCost(measureCost([run(1, 120), run(7, 120)]), assumed).runs).toBe(90);
    expect(monthlyCost(measureCost([]), assumed)).toEqual({ runs: 90, minutes: 0, usd: 0 });
  });
});

describe('what would save', () => {
  const savings = (...runs: readonly RanWorkflow[]) => {
    const cost = measureCost(runs);
    return savingsOf(cost, monthlyCost(cost, assumed)).map(({ what, minutes, usd }) => [
      ...[what, Math.round(minutes * 10) / 10, usd.toFixed(2)],
    ]);
  };
  const arm = (usd: string) => ['runners with ARM', 0, usd];

  test('runners with ARM, by their price alone', () => {
    expect(savings(run(1, 120))).toEqual([arm('0.27')]);
    expect(savings(run(1, 120, { jobs: [{ ...armJob, seconds: 120 }] }))).toEqual([]);
  });
  const armJob = {
    ...{ name: 'Tests', conclusion: 'success', attempt: 1, runner: 'ubuntu-24.04-arm' },
  };

  test('runs that pass at once, by what was repeated', () => {
    expect(savings(run(1, 120), run(2, 120, {}, 120))).toEqual([
      ['runs that pass at the first attempt', 90, '0.54'],
      arm('0.36'),
    ]);
  });

  test('caches that hit, by the runs that missed', () => {
    const hits = [1, 2, 3].map((day) => run(day, 60, { cacheHitRate: 100 }));
    const misses = [4, 5, 6].map((day) => run(day, 240, { cacheHitRate: 0 }));
    expect(savings(...hits, ...misses)).toEqual([
      ['look-ups in caches that hit', 135, '0.81'],
      arm('0.32'),
    ]);
  });

  test('nothing on runners of one’s own, and before anything was measured', () => {
    const own = { jobs: [{ ...armJob, runner: 'gpu', seconds: 300 }] };
    expect(savings(run(1, 60, own))).toEqual([]);
    expect(savings()).toEqual([]);
  });
});
