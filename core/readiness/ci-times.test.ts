import { ciChanges, ciSeries } from './ci-times';
import { exampleRun } from './example-facts';
import type { RunFact } from './facts';

/** A green run, one an hour, whose jobs took that long. */
const run = (
  id: number,
  seconds: Readonly<Record<string, number>>,
  parts: Partial<RunFact> = {},
) => ({
  ...exampleRun(id),
  seconds: Math.max(...Object.values(seconds)),
  jobs: Object.entries(seconds).map(([name, took]) => ({
    ...{ name, conclusion: 'success' as const, attempt: 1, seconds: took },
  })),
  ...parts,
});

/** Twenty usual runs and some later ones. */
const history = (later: (index: number) => RunFact, count = 5): readonly RunFact[] => [
  ...Array.from({ length: 20 }, (_, index) =>
    run(
      index + 1,
      { Lint: 60 + (index % 3), Test: 480 + (index % 7) },
      {
        ...{ queuedSeconds: 4 + (index % 2), cacheHitRate: 100 },
      },
    ),
  ),
  ...Array.from({ length: count }, (_, index) => later(21 + index)),
];

const shown = (runs: readonly RunFact[]): readonly string[] =>
  ciChanges(runs).map(({ measure, before, after, since, found }) =>
    [
      measure.of === 'job' ? measure.job : measure.of,
      `${Math.round(before)} → ${Math.round(after)}`,
      `since ${since.id}, found with ${found.id}`,
    ].join(', '),
  );

test('a slower job, and with it the whole, since the first run that has it', () => {
  const runs = history((id) => run(id, { Lint: 61, Test: 660 + (id % 3) }));
  expect(shown(runs)).toEqual([
    'run, 483 → 660, since 21, found with 22',
    'Test, 483 → 660, since 21, found with 22',
  ]);
  expect(shown([...runs].reverse())).toEqual(shown(runs));
});

test('longer waits for a runner and fewer hits of caches', () => {
  const usual = { Lint: 61, Test: 483 };
  const runs = history((id) => run(id, usual, { queuedSeconds: 90 + id, cacheHitRate: 0 }));
  expect(shown(runs)).toEqual([
    'queue, 4 → 111, since 21, found with 22',
    'caches, 100 → 0, since 21, found with 23',
  ]);
});

test.each<[string, (id: number) => RunFact]>([
  ['failed runs', (id) => run(id, { Test: 900 }, { conclusion: 'failure' })],
  ['runs of several attempts', (id) => run(id, { Test: 900 }, { attempt: 2 })],
  ['seconds more of a short job', (id) => run(id, { Lint: 69, Test: 483 })],
  ['runs of before a time was recorded', (id) => ({ ...exampleRun(id), jobs: [] })],
])('say nothing: %s', (_name, later) => {
  expect(shown(history(later))).toEqual([]);
});

test('the values of a measure are those of green runs, oldest first', () => {
  const all = ciSeries([
    run(2, { Test: 5 }),
    run(1, { Test: 4 }),
    run(3, { Test: 6 }, { attempt: 2 }),
  ]);
  expect(all.map(({ measure, values }) => [measure, values.map(({ value }) => value)])).toEqual([
    [{ of: 'run' }, [4, 5]],
    [{ of: 'job', job: 'Test' }, [4, 5]],
    [{ of: 'queue' }, []],
    [{ of: 'caches' }, []],
  ]);
});
