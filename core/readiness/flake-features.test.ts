import { featureNames, suspicionsOf } from './flake-features';
import { knowledgeOf, type Knowledge } from './flake-suspects';
import { flakesOf } from './flakes';
import { exampleObservation } from './example-observation';
import type { TestObservation } from './test-observation';
import { logit } from './logistic';

/** Runs a minute apart. */
const observation = (run: number, parts: Partial<TestObservation> = {}): TestObservation =>
  exampleObservation(run, {
    at: new Date(Date.UTC(2026, 0, 1) + run * 60_000).toISOString(),
    ...parts,
  });
const runs = (...reruns: readonly (readonly string[])[]) =>
  reruns.map((rerun, run) => observation(run, { rerun }));

const next = { at: '2026-01-01T01:00:00Z' };

/** What is known after all the observations. */
function knowledge(observations: readonly TestObservation[]): Knowledge {
  const last = [...knowledgeOf(flakesOf(observations))].at(-1);
  if (last === undefined) throw new Error('nothing is known');
  return last;
}

/** A feature of each suspect after all the observations. */
function feature(
  name: (typeof featureNames)[number],
  observations: readonly TestObservation[],
  before: Parameters<typeof suspicionsOf>[1] = next,
): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(
    suspicionsOf(knowledge(observations), before).map(({ id, features }) => [
      id,
      features[featureNames.indexOf(name)],
    ]),
  );
}

const quiet = (count: number) => Array.from({ length: count }, () => [] as readonly string[]);

describe('the recent rate', () => {
  const rates = (...reruns: readonly (readonly string[])[]) =>
    Object.fromEntries(
      suspicionsOf(knowledge(runs(...reruns)), next).map(({ id, recentRate }) => [id, recentRate]),
    );

  // Weights halve every ten runs; the prior is worth two runs at the mean rate of all suspects.
  test('of one run in which the only test flaked is sure', () => {
    expect(rates(['a'])['a']).toBeCloseTo(1, 9);
    expect(rates([], [])).toEqual({});
  });

  test('draws each suspect towards the mean of all', () => {
    const w = 0.5 ** 0.1;
    const total = w + 1;
    const mean = (total + w) / (2 * total);
    const { a, b } = rates(['a', 'b'], ['a']);
    expect(a).toBeCloseTo((total + 2 * mean) / (total + 2), 9);
    expect(b).toBeCloseTo((w + 2 * mean) / (total + 2), 9);
  });

  test('counts a flake of ten runs ago half', () => {
    const total = Array.from({ length: 11 }, (_, age) => 0.5 ** (age / 10)).reduce(
      (sum, weight) => sum + weight,
      0,
    );
    const { a } = rates(['a'], ...quiet(10));
    expect(a).toBeCloseTo((0.5 + (2 * 0.5) / total) / (total + 2), 9);
  });

  test('is the second feature, as a logit that stays finite', () => {
    const { a = 0 } = rates(['a'], [], []);
    expect(feature('recent rate', runs(['a'], [], []))['a']).toBeCloseTo(logit(a), 9);
    expect(feature('recent rate', runs(['a']))['a']).toBeCloseTo(logit(0.999), 9);
    expect(feature('constant', runs(['a']))).toEqual({ a: 1 });
  });
});

describe('other rates are compared with the recent one', () => {
  test('over a long time: higher where the flakes are old, lower where they are new', () => {
    const old = feature('rate over a long time', runs(...quiet(5), ['a'], ['a'], ...quiet(30)));
    const fresh = feature('rate over a long time', runs(...quiet(40), ['a'], ['a']));
    expect(old['a']).toBeGreaterThan(0.5);
    expect(fresh['a']).toBeLessThan(-0.3);
  });

  test('in the last few runs: the other way round', () => {
    const old = feature('rate in the last few runs', runs(['a'], ['a'], ...quiet(12)));
    const fresh = feature('rate in the last few runs', runs(...quiet(12), ['a'], ['a']));
    expect(old['a']).toBeLessThan(-0.5);
    expect(fresh['a']).toBeGreaterThan(0.5);
  });

  test('in the environment that comes next', () => {
    const observations = Array.from({ length: 40 }, (_, run) =>
      observation(run, {
        ...(run % 2 === 0 ? { environment: '3.10' } : {}),
        rerun: run % 2 === 0 && run % 4 === 0 ? ['only-there'] : run % 4 === 1 ? ['only-here'] : [],
      }),
    );
    const there = feature('rate in this environment', observations, {
      ...next,
      environment: '3.10',
    });
    const here = feature('rate in this environment', observations);
    expect(there['only-there']).toBeGreaterThan(0.5);
    expect(there['only-here']).toBeLessThan(-0.5);
    expect(here['only-there']).toBeLessThan(-0.5);
    expect(here['only-here']).toBeGreaterThan(0.5);
  });

  test('at the time of day that comes next, in parts of six hours', () => {
    const observations = Array.from({ length: 48 }, (_, hour) =>
      observation(hour, {
        at: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
        rerun: hour % 24 >= 18 ? ['at-night'] : [],
      }),
    );
    const at = (hour: string) =>
      feature('rate at this time of day', observations, { at: `2026-01-03T${hour}:00:00Z` })[
        'at-night'
      ];
    expect(at('18')).toBeGreaterThan(1);
    expect(at('23')).toBe(at('18'));
    expect(at('17')).toBeLessThan(-1);
    expect(at('00')).toBeLessThan(-1);
  });
});

describe('counts', () => {
  test('runs since the last and the first flake', () => {
    const seen = runs(['a'], [], ['a'], [], []);
    expect(feature('runs since the last flake', seen)['a']).toBeCloseTo(Math.log(3), 9);
    expect(feature('age', seen)['a']).toBeCloseTo(Math.log(5), 9);
  });

  test('the flakes of four tests at once have a common cause, of three they have not', () => {
    const together = ['a', 'b', 'c', 'd'];
    expect(feature('share of flakes in common with others', runs(together, ['a'], ['e']))).toEqual({
      ...{ a: 0.5, b: 1, c: 1, d: 1, e: 0 },
    });
    expect(feature('share of flakes in common with others', runs(['a', 'b', 'c']))).toEqual({
      ...{ a: 0, b: 0, c: 0 },
    });
  });

  test('flakes in the run before', () => {
    expect(feature('flakes in the run before', runs(['a', 'b'], ['c']))['a']).toBeCloseTo(
      Math.log(2),
      9,
    );
    expect(feature('flakes in the run before', runs(['a', 'b'], []))['a']).toBe(0);
  });

  test('failures that were no flakes, of suspects', () => {
    const failed = ['a', 'b'];
    const seen = [observation(0, { rerun: ['a'] }), observation(1, { failed }), observation(2)];
    const { a, ...others } = feature('failures that were no flakes', seen);
    expect(a).toBeCloseTo(Math.log1p(0.5 ** 0.1), 9);
    expect(others).toEqual({});
  });
});

describe('what reports say', () => {
  const detailed = (run: number, seconds: number, cause?: 'time' | 'network' | 'assertion') =>
    observation(run, {
      ...(cause === undefined ? { rerun: ['a'] } : { failed: ['a'] }),
      details: { a: { seconds, ...(cause === undefined ? {} : { cause }) } },
    });

  test('mean and spread of the duration', () => {
    const seen = [detailed(0, Math.E - 1), detailed(1, Math.E ** 3 - 1)];
    expect(feature('duration', seen)['a']).toBeCloseTo(2, 9);
    expect(feature('spread of the duration', seen)['a']).toBeCloseTo(1, 9);
    expect(feature('duration', runs(['a']))).toEqual({ a: 0 });
  });

  test('the share of failures by time or network', () => {
    const seen = [detailed(0, 1), detailed(1, 1, 'time'), detailed(2, 1, 'assertion')];
    expect(feature('failures by time or network', seen)['a']).toBe(0.5);
    expect(
      feature('failures by time or network', [...seen, detailed(3, 1, 'network')])['a'],
    ).toBeCloseTo(2 / 3, 9);
    expect(feature('failures by time or network', runs(['a']))).toEqual({ a: 0 });
  });

  test('a test with the name of a method that every object has is like any other', () => {
    const seen = [observation(0, { rerun: ['constructor', 'a'], details: { a: { seconds: 1 } } })];
    expect(feature('duration', seen)).toEqual({ constructor: 0, a: Math.log(2) });
  });
});

describe('nothing enters that was not known', () => {
  const same = { commit: 'same' };
  const late = [
    observation(0),
    observation(1, { failed: ['a'], ...same }),
    observation(2),
    observation(3, same),
  ];

  test('a failure is a flake from the attempt on that passed', () => {
    const known = [...knowledgeOf(flakesOf(late))];
    expect(known.map(({ suspects }) => [...suspects.keys()])).toEqual([[], [], [], [], ['a']]);
    expect(known.at(-1)?.suspects.get('a')).toMatchObject({ first: 1, last: 1, flakes: 1 });
    expect(known.at(-1)?.suspects.get('a')?.weights[0]).toBeCloseTo(0.5 ** 0.2, 9);
    // It did not flake in the run before.
    expect(known.at(-1)?.before.size).toBe(0);
  });

  test('what comes later changes nothing of what was known before', () => {
    const all = [...late, observation(4, { rerun: ['a', 'b'] }), observation(5, same)];
    const whole = [...knowledgeOf(flakesOf(all))];
    for (let length = 1; length <= all.length; length += 1) {
      expect(knowledge(all.slice(0, length)).suspects).toEqual(whole[length]?.suspects);
      expect(knowledge(all.slice(0, length)).before).toEqual(whole[length]?.before);
    }
  });
});

test('who has not flaked for 300 runs is no suspect any more', () => {
  expect([...knowledge(runs(['a'], ...quiet(300))).suspects.keys()]).toEqual(['a']);
  expect([...knowledge(runs(['a'], ...quiet(301))).suspects.keys()]).toEqual([]);
});

test('the base rate is that of all suspects, and who flaked last is known', () => {
  const suspicions = suspicionsOf(knowledge(runs(['a', 'b'], ['a'], ['a'])), next);
  expect(suspicions.map(({ id, baseRate, flakedLast }) => [id, baseRate, flakedLast])).toEqual([
    ['a', 4 / 6, true],
    ['b', 4 / 6, false],
  ]);
});
