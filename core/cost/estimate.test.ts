import * as fc from 'fast-check';
import { actionsCost, type JobUsage } from './actions-cost';
import { type CostAssumptions, defaultAssumptions } from './assumptions';
import { awsCost, type AwsUsage } from './aws-cost';
import { sumOf } from './cost-line';
import { estimateCost } from './estimate';
import { awsPrices, includedMinutes, runnerPrice, runnerPrices } from './prices';

const job: JobUsage = {
  name: 'test',
  runner: 'ubuntu-24.04',
  runsPerMonth: 1_000,
  coldMinutes: 10,
  savedMinutes: 4,
};
const readiness: AwsUsage = {
  repositories: 10,
  readiness: { runs: 30, memoryMb: 512 },
  alarms: 6,
  dashboards: 1,
  tracing: false,
  network: false,
  secrets: 0,
  ownKey: false,
};

describe('minutes of GitHub Actions', () => {
  test('a job takes ten minutes, or six when its cache is found, which it is in four of five runs', () => {
    const { minutes, saved } = actionsCost([job], defaultAssumptions);
    expect(minutes).toBeCloseTo(1_000 * (0.8 * 6 + 0.2 * 10));
    expect(saved.minutes).toBeCloseTo(1_000 * 0.8 * 4);
    expect(saved.usd).toBeCloseTo(3_200 * 0.006);
  });

  test('every started minute is billed, so half a minute saved may save nothing', () => {
    const short = { ...job, coldMinutes: 1.5, savedMinutes: 0.4 };
    const { minutes, saved } = actionsCost([short], defaultAssumptions);
    expect(minutes).toBe(2_000);
    expect(saved.minutes).toBe(0);
  });

  test('the minutes of the plan come off in proportion, whatever they are used for', () => {
    const arm = { ...job, name: 'lint', runner: 'ubuntu-24.04-arm', savedMinutes: 0 };
    const both = [{ ...job, savedMinutes: 0 }, arm];
    const { usd } = actionsCost(both, { ...defaultAssumptions, plan: 'team' });
    const list = 10_000 * 0.006 + 10_000 * 0.005;
    expect(usd).toBeCloseTo(list * (1 - includedMinutes.team / 20_000));
  });

  test('what the plan includes costs nothing, and neither do public repositories', () => {
    const few = { ...job, runsPerMonth: 10 };
    expect(actionsCost([few], defaultAssumptions).usd).toBe(0);
    const open: CostAssumptions = { ...defaultAssumptions, visibility: 'public' };
    expect(actionsCost([job], open)).toMatchObject({ usd: 0, saved: { usd: 0 } });
  });

  test('a runner without a list price is counted and said, not guessed', () => {
    const own = { ...job, runner: 'build-farm' };
    const { usd, unpricedMinutes } = actionsCost([own], defaultAssumptions);
    expect(usd).toBe(0);
    expect(unpricedMinutes).toBeCloseTo(6_800);
    const { lines } = estimateCost({ aws: { ...readiness }, jobs: [own] }, defaultAssumptions);
    expect(lines.at(-1)).toBe(
      'Actions: 6,800 minutes are on runners without a list price and are counted as 0',
    );
  });

  test.each([
    ['ubuntu-24.04', runnerPrices.linux],
    ['ubuntu-24.04-arm', runnerPrices.linuxArm],
    ['ubuntu-24.04-16core', undefined],
    ['self-hosted', undefined],
  ])('price of %s', (label, expected) => {
    expect(runnerPrice(label)).toBe(expected);
  });
});

describe('AWS', () => {
  test('a stack without functions costs nothing there', () => {
    const none = {
      repositories: 10,
      alarms: 0,
      dashboards: 0,
      tracing: false,
      network: false,
      secrets: 0,
      ownKey: false,
    };
    expect(awsCost(none, defaultAssumptions)).toEqual([]);
  });

  test('compute is requests times seconds times gigabytes', () => {
    const lines = awsCost(readiness, { ...defaultAssumptions, workerSeconds: 4 });
    const compute = lines.find((line) => line.item === 'Lambda compute, arm64');
    expect(compute?.quantity).toBeCloseTo(30 * 2 * 0.25 + 300 * 4 * 0.5);
    expect(compute?.usd).toBeCloseTo(615 * 0.0000133334);
  });

  test('a metric that is written once a day is billed for those hours only', () => {
    const metrics = awsCost(readiness, defaultAssumptions).find(
      (line) => line.item === 'CloudWatch metrics',
    );
    expect(metrics?.quantity).toBeCloseTo(((10 * 6 + 9) * 30) / 730);
  });

  test('traces are paid for only where they are sent', () => {
    const items = (usage: AwsUsage) => awsCost(usage, defaultAssumptions).map(({ item }) => item);
    expect(items(readiness)).not.toContain('X-Ray traces');
    expect(items({ ...readiness, tracing: true })).toContain('X-Ray traces');
  });

  test('every price names the page it was read from', () => {
    for (const { source, per, usd } of Object.values(awsPrices)) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\//);
      expect(per).toBeGreaterThan(0);
      expect(usd).toBeGreaterThan(0);
    }
  });
});

describe('whatever a stack uses', () => {
  const jobs = fc.array(
    fc.record({
      name: fc.constantFrom('lint', 'test', 'build'),
      runner: fc.constantFrom('ubuntu-24.04', 'ubuntu-24.04-arm', 'self-hosted'),
      runsPerMonth: fc.nat(5_000),
      coldMinutes: fc.double({ min: 0, max: 60, noNaN: true }),
      savedMinutes: fc.double({ min: 0, max: 10, noNaN: true }),
    }),
    { maxLength: 12 },
  );
  const rate = fc.double({ min: 0, max: 100, noNaN: true });
  const withRate = (hitRate: number): CostAssumptions => ({
    ...defaultAssumptions,
    cache: { ...defaultAssumptions.cache, hitRate },
  });

  test('nothing is negative, and caches never cost', () => {
    fc.assert(
      fc.property(jobs, rate, (list, hitRate) => {
        const cost = actionsCost(list, withRate(hitRate));
        const values = [cost.usd, cost.minutes, cost.saved.minutes, cost.saved.usd];
        expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-9);
        expect(cost.usd).toBeLessThanOrEqual(sumOf(cost.lines) + 1e-9);
      }),
    );
  });

  test('what is saved is the difference to the same month without caches', () => {
    fc.assert(
      fc.property(jobs, rate, (list, hitRate) => {
        const cached = actionsCost(list, withRate(hitRate));
        const cold = actionsCost(list, withRate(0));
        expect(cached.minutes + cached.saved.minutes).toBeCloseTo(cold.minutes, 4);
      }),
    );
  });

  test('more repositories never cost less, and one more costs no more than the first', () => {
    const cost = (repositories: number) =>
      sumOf(awsCost({ ...readiness, repositories }, defaultAssumptions));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (count) => {
        const next = cost(count + 1) - cost(count);
        expect(next).toBeGreaterThan(0);
        expect(next).toBeLessThanOrEqual(cost(1));
      }),
    );
  });

  test('the total is the sum of its parts in whole cents', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 1_000 }), (list, repositories) => {
        const { month } = estimateCost(
          { aws: { ...readiness, repositories }, jobs: list },
          defaultAssumptions,
        );
        expect(month.total).toBeCloseTo(month.aws + month.actions, 6);
        for (const value of Object.values(month)) {
          expect(Math.abs(value * 100 - Math.round(value * 100))).toBeLessThan(1e-6);
        }
      }),
    );
  });
});

test('a line tells item, quantity and dollars', () => {
  const { lines, basis } = estimateCost({ aws: readiness, jobs: [job] }, defaultAssumptions);
  expect(lines).toEqual(
    expect.arrayContaining([
      'CloudWatch alarms: 6, $0.60',
      'Actions: test: 6,800 minutes, $40.80',
      'Actions: 3,000 minutes included in the plan team save $18.00',
    ]),
  );
  expect(basis).toMatch(/^list prices as of \d{4}-\d{2}, AWS us-east-1/);
});

test('positions that round to nothing share one line', () => {
  const { lines } = estimateCost({ aws: readiness, jobs: [] }, defaultAssumptions);
  expect(lines.filter((line) => line.includes('$0.00'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('AWS: '))).toEqual([
    'AWS: 9 more items of less than a cent each',
  ]);
});
