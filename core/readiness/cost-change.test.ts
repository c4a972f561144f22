import { costChange, costChangeText } from './cost-change';
import { exampleRun } from './example-facts';
import type { RunFact } from './facts';

const run = (
  id: number,
  seconds: number,
  more: Partial<RunFact> = {},
  runner = 'ubuntu-24.04',
) => ({
  ...exampleRun(id),
  jobs: [{ name: 'Tests', conclusion: 'success' as const, attempt: 1, seconds, runner }],
  ...more,
});
const series = (seconds: readonly number[], ...rest: [Partial<RunFact>?, string?]) =>
  seconds.map((each, index) => run(index + 1, each, ...rest));
const twelve = (seconds: number): readonly number[] => Array<number>(12).fill(seconds);

test('a run that costs less for good is a change, with both prices and the run that began it', () => {
  const runs = series([...twelve(595), ...twelve(235)]);
  const change = costChange(runs);
  expect(change).toMatchObject({
    since: { id: 13 },
    before: { minutes: 10 },
    after: { minutes: 4 },
  });
  expect(change?.before.usd).toBeCloseTo(0.06);
  expect(change?.after.usd).toBeCloseTo(0.024);
  // The order of a list says nothing.
  expect(costChange([...runs].reverse())).toEqual(change);
});

test('and so is one that costs more', () => {
  expect(costChange(series([...twelve(100), ...twelve(900)]))).toMatchObject({
    before: { minutes: 2 },
    after: { minutes: 15 },
  });
});

test('cheaper runners are one although the minutes stay', () => {
  const before = twelve(595).map((seconds, index) => run(index + 1, seconds));
  const after = twelve(595).map((seconds, index) =>
    run(index + 13, seconds, {}, 'ubuntu-24.04-arm'),
  );
  const change = costChange([...before, ...after]);
  expect(change).toMatchObject({
    since: { id: 13 },
    before: { minutes: 10 },
    after: { minutes: 10 },
  });
  expect(change?.after.usd).toBeLessThan(change?.before.usd ?? 0);
});

test('a runner without a price is compared by its minutes', () => {
  const change = costChange(series([...twelve(595), ...twelve(235)], {}, 'gpu'));
  expect(change).toMatchObject({
    before: { minutes: 10, usd: 0 },
    after: { minutes: 4, usd: 0 },
  });
});

test.each<[string, readonly RunFact[]]>([
  ['no runs', []],
  ['runs that cost the same', series(twelve(300))],
  ['too few runs before', series([600, 600, ...twelve(120)])],
  ['a difference of less than a minute billed', series([...twelve(290), ...twelve(250)])],
  ['runs that failed', series([...twelve(595), ...twelve(235)], { conclusion: 'failure' })],
  ['runs of a second attempt', series([...twelve(595), ...twelve(235)], { attempt: 2 })],
  ['runs whose jobs were not read', series([...twelve(595), ...twelve(235)], { jobs: [] })],
  ['jobs that did not run', series([...twelve(0), ...twelve(235)])],
])('%s: nothing changed', (_name, runs) => {
  expect(costChange(runs)).toBeUndefined();
});

test('the words say both, and the price where there is one', () => {
  const since = exampleRun(1);
  const words = (usd: readonly [number, number]) =>
    costChangeText(
      { since, before: { minutes: 7, usd: usd[0] }, after: { minutes: 4, usd: usd[1] } },
      (text) => `[${text}]`,
    );
  expect(words([0, 0])).toBe(
    'Since [0000000] (2026-01-05) a run costs 4 billed minutes instead of 7.',
  );
  expect(words([0.042, 0])).toBe(
    'Since [0000000] (2026-01-05) a run costs 4 billed minutes instead of 7 ($0.000 instead of $0.042).',
  );
  expect(words([0, 0.024])).toContain('($0.024 instead of $0.000)');
});
