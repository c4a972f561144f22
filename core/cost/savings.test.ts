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

  test.each<[string, readonly string[], number | undefined]>([
    ['eight days', ['2026-03-01', '2026-03-05', '2026-03-09'], (2 / 8) * (365 / 12)],
    ['a week', ['2026-03-01', '2026-03-08'], (1 / 7) * (365 / 12)],
    ['six days', ['2026-03-01', '2026-03-07'], undefined],
    ['times of which one is none', ['2026-03-01', 'x', '2026-03-08'], (1 / 7) * (365 / 12)],
    ['no time', [], undefined],
  ])('counts runs of pull requests over %s, or assumes them', (_name, times, counted) => {
    const month = monthlyCost(measureCost([run(1, 120)]), assumed, times);
    expect(month.pullRequestRuns).toBeCloseTo(counted ?? 60);
    expect(month.isCounted).toBe(counted !== undefined);
    expect(month.runs).toBeCloseTo(30 + (counted ?? 60));
    expect(month.minutes).toBeCloseTo(3 * month.runs);
  });

  test('has the minutes of cancelled runs beside them, for each run of the branch', () => {
    const from = 0;
    const jobs = [{ ...{ name: 'Tests', conclusion: 'success', attempt: 1 }, seconds: 120, from }];
    const whole = run(1, 0, { jobs: jobs.map((job) => ({ ...job, runner: 'ubuntu-24.04' })) });
    const cancelled = run(2, 0, {
      ...{ jobs: [], conclusion: 'cancelled' },
      completedAt: '2026-03-02T00:01:00Z',
    });
    const month = monthlyCost(measureCost([whole, cancelled]), assumed);
    // One cancelled run of half the time for each run of the branch, of which thirty are assumed.
    expect(month.cancelledMinutes).toBeCloseTo(30);
    expect(month.minutes).toBeCloseTo(2 * 90 + 30);
    expect(month.usd).toBeCloseTo(0.006 * month.minutes);
  });

  test('has the assumed runs of both where less than a week was measured', () => {
    expect(monthlyCost(measureCost([run(1, 120), run(7, 120)]), assumed).runs).toBe(90);
    expect(monthlyCost(measureCost([]), assumed)).toEqual({
      ...{ runs: 90, minutes: 0, usd: 0, cancelledMinutes: 0 },
      ...{ pullRequestRuns: 60, isCounted: false },
    });
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
