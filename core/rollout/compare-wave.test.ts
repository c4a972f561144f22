import { compareWave, type RepositoryRuns, type WaveRun } from './compare-wave';

const runs = (text: string, seconds = 100): readonly WaveRun[] =>
  [...text].map((mark) => ({ passed: mark === '.', seconds }));
const of = (
  repository: string,
  before: readonly WaveRun[],
  after: readonly WaveRun[],
): RepositoryRuns => ({ repository, before, after });

const good = '....................';
const bad = 'xxxxxxxxxxxxxxxxxxxx';

test.each<[string, readonly RepositoryRuns[], object]>([
  [
    'too few runs after it',
    [of('a', runs(good), runs('....')), of('b', runs(good), runs('...'))],
    { verdict: 'waiting', missing: 13 },
  ],
  ['too few runs before it', [of('a', runs('...'), runs(good))], { verdict: 'unknown', found: 3 }],
  [
    'no difference',
    [of('a', runs(good), runs(good))],
    { verdict: 'fine', text: '+0.0 percentage points of failed runs, +0.0 % time' },
  ],
  [
    'better than before',
    [of('a', runs(bad), runs(good))],
    { verdict: 'fine', text: expect.stringContaining('−100.0 percentage points') as string },
  ],
  [
    'failures in each of its repositories, the worst first',
    [
      of('a', runs(good), runs('..........xxxxxxxxxx')),
      of('b', runs(good), runs(bad)),
      of('c', runs(good), runs(good)),
    ],
    { verdict: 'worse', repositories: ['b', 'a'] },
  ],
  [
    'longer runs',
    [of('a', runs(good, 100), runs(good, 130))],
    {
      verdict: 'worse',
      text: '+0.0 percentage points of failed runs, +30.0 % time',
      repositories: ['a'],
    },
  ],
  [
    'runs that are a little longer, and certainly',
    [of('a', runs(good, 100), runs(good, 105))],
    { verdict: 'fine' },
  ],
  [
    'early failures, which are no shorter runs',
    [of('a', runs(good, 100), [...runs(good, 130), ...runs('x', 1)])],
    { verdict: 'worse', repositories: ['a'] },
  ],
  [
    'nothing but failures, with no time to compare',
    [of('a', runs(good), runs(bad))],
    { verdict: 'worse', text: expect.stringContaining('+0.0 % time') as string },
  ],
  [
    'one failed run among many',
    [of('a', runs(good), runs('..........x.........'))],
    { verdict: 'fine' },
  ],
])('%s', (_name, all, expected) => {
  expect(compareWave(all, 20)).toMatchObject(expected);
});

describe('of simulated repositories', () => {
  /** Numbers that repeat: a linear congruential generator. */
  function numbers(seed: number): () => number {
    let state = seed + 1;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  }

  /** Failures come in streaks of three or so, as broken commits make them. */
  function streaks(count: number, rate: number, random: () => number): readonly WaveRun[] {
    let failing = false;
    return Array.from({ length: count }, () => {
      failing = failing ? random() < 2 / 3 : random() < rate / 3 / (1 - rate);
      return { passed: !failing, seconds: 100 * Math.exp((random() - 0.5) / 2) };
    });
  }

  const share = (after: number, slower: number): number => {
    const trials = 50;
    let worse = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const random = numbers(trial);
      const all = names.map((name) =>
        of(
          name,
          streaks(20, 0.1, random),
          streaks(10, after, random).map((run) => ({ ...run, seconds: run.seconds * slower })),
        ),
      );
      if (compareWave(all, 20).verdict === 'worse') worse += 1;
    }
    return worse / trials;
  };
  const names = Array.from({ length: 10 }, (_, index) => `r${String(index)}`);

  test('equal pipelines are seldom called worse', () => {
    expect(share(0.1, 1)).toBeLessThanOrEqual(0.1);
  });

  test('a pipeline that fails in half of the runs, or takes a quarter longer, is nearly always found', () => {
    expect(share(0.5, 1)).toBeGreaterThanOrEqual(0.95);
    expect(share(0.1, 1.25)).toBeGreaterThanOrEqual(0.95);
  });
});
