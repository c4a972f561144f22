import * as fc from 'fast-check';
import { type RolloutSettings } from '../config/rollout-schema';
import { nextWave } from './next-wave';
import { emptyRollout, type RolloutState, type Wave } from './rollout-state';

const settings = (more: Partial<RolloutSettings> = {}) => ({
  waves: [1, '10%', '50%', '100%'],
  canaries: [],
  pinned: [],
  ...more,
});
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `r${String(index).padStart(3, '0')}`);
const wave = (number: number, repositories: readonly string[], finished = true): Wave => ({
  ...{ number, repositories: [...repositories], finished },
  startedAt: '2026-03-01T09:00:00.000Z',
});
const state = (...waves: readonly Wave[]): RolloutState => ({
  ...emptyRollout('gatehouse/prod'),
  waves: [...waves],
});

/** Sizes of the waves of a rollout in which nothing goes wrong. */
function sizes(count: number, own: Partial<RolloutSettings> = {}): readonly (readonly number[])[] {
  const found: number[][] = [];
  let left = names(count);
  let now = state();
  for (;;) {
    const next = nextWave(left, now, settings(own));
    if (next.kind === 'complete') return found;
    found.push([next.number, next.repositories.length]);
    expect(next.left).toBe(left.length - next.repositories.length);
    left = left.filter((name) => !next.repositories.includes(name));
    now = state(...next.before, wave(next.number, next.repositories));
  }
}

test.each<[number, Partial<RolloutSettings>, readonly (readonly number[])[]]>([
  [0, {}, []],
  [1, {}, [[1, 1]]],
  [
    5,
    {},
    // 10 % of five is the one of the first wave.
    [
      [1, 1],
      [3, 2],
      [4, 2],
    ],
  ],
  [
    100,
    {},
    [
      [1, 1],
      [2, 9],
      [3, 40],
      [4, 50],
    ],
  ],
  [
    10,
    { waves: [3] },
    // What no wave names comes after the last one.
    [
      [1, 3],
      [2, 7],
    ],
  ],
  [10, { waves: ['100%', 1] }, [[1, 10]]],
  [2, { waves: [5] }, [[1, 2]]],
])('%i repositories with %j: %j', (count, own, expected) => {
  expect(sizes(count, own)).toEqual(expected);
});

describe('the next wave', () => {
  const four = ['a', 'b', 'c', 'd'];

  test('takes canaries first, and no pinned repository', () => {
    const own = settings({ waves: [2, '100%'], canaries: ['D', 'x*'], pinned: ['a'] });
    expect(nextWave(four, state(), own)).toMatchObject({ repositories: ['d', 'b'], left: 1 });
    expect(nextWave(['a'], state(), own)).toEqual({ kind: 'complete' });
  });

  test('is the interrupted one, as far as it did not get', () => {
    const before = wave(1, ['a']);
    const next = nextWave(['c', 'd'], state(before, wave(2, ['b', 'c'], false)), settings());
    expect(next).toEqual({
      ...{ kind: 'wave', number: 2, repositories: ['c'], left: 1, before: [before] },
    });
  });

  test('follows an interrupted one that had done everything', () => {
    const waves = [wave(1, ['a']), wave(2, ['b'], false)];
    expect(nextWave(['c', 'd'], state(...waves), settings())).toMatchObject({
      ...{ number: 4, repositories: ['c', 'd'], before: waves },
    });
  });

  test('is the first of a new rollout, when a repository changes again that had its turn', () => {
    const next = nextWave(four, state(wave(1, ['a']), wave(2, ['b'])), settings());
    expect(next).toMatchObject({ number: 1, repositories: ['a'], left: 3, before: [] });
  });
});

test('whatever the settings, each repository has its turn once, canaries before others', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 100 }).map((share) => `${String(share)}%`),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.array(size, { minLength: 1, maxLength: 5 }),
      (count, waves) => {
        const own = settings({ waves, canaries: ['r*7'] });
        const taken: string[] = [];
        let left = names(count);
        let now = state();
        for (;;) {
          const next = nextWave(left, now, own);
          if (next.kind === 'complete') break;
          expect(next.repositories.length).toBeGreaterThan(0);
          taken.push(...next.repositories);
          left = left.filter((name) => !next.repositories.includes(name));
          now = state(...next.before, wave(next.number, next.repositories));
        }
        const isCanary = (name: string): boolean => name.endsWith('7');
        expect(taken).toEqual([
          ...names(count).filter(isCanary),
          ...names(count).filter((name) => !isCanary(name)),
        ]);
      },
    ),
  );
});
