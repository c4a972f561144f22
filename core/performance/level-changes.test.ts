import fc from 'fast-check';
import { repeatableNumbers } from '../kernel/repeatable-numbers';
import { levelChanges } from './level-changes';
import { byLevels, falseAlarms, foundWithin, noises, normalOf } from './simulated-series';

const rules = { minimum: 0.01 };
const random = repeatableNumbers(23);
/** So many values around a level, with 1 % of noise. */
const around = (level: number, count: number): readonly number[] =>
  Array.from({ length: count }, () => level + 0.01 * normalOf(random));

test('a slowdown is found within three values, and says what it was before', () => {
  const values = [...around(0, 20), ...around(0.2, 3)];
  const [change, ...others] = levelChanges(values, rules);
  expect(others).toEqual([]);
  expect(change?.since).toBe(20);
  expect([21, 22]).toContain(change?.found);
  expect(change?.before).toBeCloseTo(0, 1);
  expect(change?.after).toBeCloseTo(0.2, 1);
  expect(change?.difference.low).toBeGreaterThan(0.1);
});

test('a return to the old level is found too, though the new one was short', () => {
  const values = [...around(0, 20), ...around(0.2, 7), ...around(0, 4)];
  expect(levelChanges(values, rules).map(({ since }) => since)).toEqual([20, 27]);
});

test('what is slower for good becomes the baseline, and is reported once', () => {
  const values = [...around(0, 20), ...around(0.2, 40)];
  expect(levelChanges(values, { minimum: 0.05 })).toHaveLength(1);
});

test.each<[string, readonly number[], number]>([
  ['fewer values than say anything of the noise', [...around(0, 7), ...around(1, 3)], 0],
  ['one slow run', [...around(0, 20), 1, ...around(0, 10)], 0],
  ['values without any noise', [...Array<number>(12).fill(5), ...Array<number>(3).fill(6)], 1],
  [
    'a change below the minimum',
    [...Array<number>(20).fill(5), ...Array<number>(9).fill(5.005)],
    0,
  ],
  ['no values', [], 0],
])('%s', (_name, values, expected) => {
  expect(levelChanges(values, rules)).toHaveLength(expected);
});

test('many series share the risk, so that each must differ more', () => {
  const values = [...around(0, 20), ...around(0.045, 3)];
  expect(levelChanges(values, rules)).toHaveLength(1);
  expect(levelChanges(values, { ...rules, together: 1e6 })).toHaveLength(0);
});

test('neither the unit nor the level of the values matters', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.constantFrom(1, 8, 1024), (level, unit) => {
      const values = [...around(0, 15), ...around(0.1, 6)];
      const scaled = values.map((value) => level + unit * value);
      const of = (some: readonly number[], minimum: number): unknown =>
        levelChanges(some, { minimum }).map(({ since, found }) => [since, found]);
      expect(of(scaled, 0.01 * unit)).toEqual(of(values, 0.01));
    }),
  );
});

test('in short: few false alarms, and 5 % found within three runs', () => {
  const noise = noises(repeatableNumbers(5))['Gaussian, 1 %'];
  if (noise === undefined) throw new Error('there is no such noise');
  expect(falseAlarms(byLevels, noise, 40)).toBeLessThan(0.01);
  expect(foundWithin(byLevels, noise, 0.05, 3, 40)).toBeGreaterThan(0.9);
});
