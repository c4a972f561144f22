import fc from 'fast-check';
import { differenceUpperLimit } from './difference-limit';
import { normalQuantile, normalUpperTail } from './normal';
import { quantile } from './quantile';
import { repeatableNumbers } from '../kernel/repeatable-numbers';
import { rankSumGreater } from './rank-sum';
import { centreOf, shiftBetween } from './shift';
import { signedRankGreater, signFlipGreater } from './sign-flips';

/** Values of SciPy 1.16 and statsmodels 0.14, which implement the same tests. */
describe('what other implementations say, or counting does', () => {
  test.each([
    [[1, 2, 3, 4, 5, 6], 1 / 64],
    [[1, 1, 1, -1], 5 / 16],
    [[3, -1, -1, -1], 9 / 16],
    [[5, 4, -1, 0, 0], 1 / 4],
    [[0, 0], 1],
    [[], 1],
    [[-2, -2, -2], 1],
  ])('every sign of %j', (differences, p) => {
    expect(signFlipGreater(differences)).toBeCloseTo(p, 12);
  });

  test.each([
    // The differences of Wilcoxon's own example, and one with ties.
    [[6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75], 0.02062],
    [[0.5, 0.5, -0.5, 1, 1.5, 2], 4 / 64],
  ])("Wilcoxon's signed ranks of %j", (differences, p) => {
    expect(signedRankGreater(differences)).toBeCloseTo(p, 4);
  });

  test.each([
    [-3, 0.9986501019683699],
    [-1.5, 0.9331927987311419],
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [3, 0.0013498980316300933],
    [8, 6.22096057427174e-16],
  ])('upper tail of the normal distribution at %d', (z, p) => {
    expect(normalUpperTail(z) / p).toBeCloseTo(1, 5);
  });

  test.each([
    [0, 400, 0, 400, 0.006718416217689392],
    [10, 500, 2, 500, 0.029442837345836324],
    [3, 200, 5, 210, 0.016278087380458536],
  ])("Newcombe's limit of a difference, %i of %i against %i of %i", (a, b, c, d, limit) => {
    const found = differenceUpperLimit({ events: a, trials: b }, { events: c, trials: d }, 0.95);
    expect(found).toBeCloseTo(limit, 5);
  });
});

const proportion = fc
  .integer({ min: 1, max: 3000 })
  .chain((trials) => fc.record({ trials: fc.constant(trials), events: fc.nat({ max: trials }) }));
const differences = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 12 });

describe('for any samples', () => {
  test('the p of every sign is that of counting them', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const observed = values.reduce((sum, each) => sum + each, 0);
        let atLeast = 0;
        for (let signs = 0; signs < 2 ** values.length; signs += 1) {
          const sum = values.reduce(
            (total, each, index) => total + ((signs >> index) & 1 ? each : -each),
            0,
          );
          if (sum >= observed) atLeast += 1;
        }
        expect(signFlipGreater(values)).toBeCloseTo(atLeast / 2 ** values.length, 9);
      }),
      { numRuns: 40 },
    );
  });

  test('signed ranks know order and sign, and no size', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const cubed = values.map((each) => each ** 3);
        expect(signedRankGreater(cubed)).toBeCloseTo(signedRankGreater(values), 12);
      }),
    );
  });

  test('one more error never lowers the limit', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, other) => {
        fc.pre(one.events < one.trials);
        const more = { ...one, events: one.events + 1 };
        expect(differenceUpperLimit(more, other, 0.95)).toBeGreaterThanOrEqual(
          differenceUpperLimit(one, other, 0.95) - 1e-9,
        );
      }),
    );
  });

  test('a quantile lies between its neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('the quantile is the inverse of the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
        expect(normalUpperTail(normalQuantile(p))).toBeCloseTo(p, 6);
      }),
    );
  });
});

describe('ranks of two samples', () => {
  test.each([
    // Values of SciPy's mannwhitneyu, method exact; the last one has ties, whose ranks were counted by hand.
    [[1, 2, 3, 4], [5, 6, 7], 1 / 35],
    [[1, 2, 5, 6], [3, 4, 7], 11 / 35],
    [[1, 1, 2], [2, 3], 2 / 10],
  ])('%j below %j', (lower, higher, p) => {
    expect(rankSumGreater(lower, higher)).toBeCloseTo(p, 9);
  });

  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });

  test('are the share of all choices that rank as high, for any samples', () => {
    fc.assert(
      fc.property(values, values, (lower, higher) => {
        const all = [...lower, ...higher].sort((a, b) => a - b);
        const rank = (value: number): number => all.indexOf(value) + all.lastIndexOf(value);
        const sum = (some: readonly number[]): number =>
          some.reduce((total, value) => total + rank(value), 0);
        let [high, chosen] = [0, 0];
        for (let choice = 0; choice < 2 ** all.length; choice += 1) {
          const some = all.filter((_, index) => ((choice >> index) & 1) === 1);
          if (some.length !== higher.length) continue;
          chosen += 1;
          if (sum(some) >= sum(higher)) high += 1;
        }
        expect(rankSumGreater(lower, higher)).toBeCloseTo(high / chosen, 9);
      }),
      { numRuns: 60 },
    );
  });
});

describe('estimates with their intervals', () => {
  test('a shift is the median of all differences; R: wilcox.test(conf.int = TRUE)', () => {
    expect(shiftBetween([1, 2, 3, 4, 5], [11, 12, 13, 14, 15])).toEqual({
      ...{ value: 10, low: 7, high: 13 },
    });
  });

  test('the centre of differences is the median of the means of any two', () => {
    expect(centreOf([1, 2, 3, 4, 5, 6, 7, 8])).toEqual({ value: 4.5, low: 2, high: 7 });
  });

  test('hold what they estimate in 95 of 100 samples at least, whatever the noise', () => {
    const random = repeatableNumbers(1);
    const noise = (): number => Math.tan(Math.PI * (random() - 0.5));
    const sample = (count: number, shift: number): readonly number[] =>
      Array.from({ length: count }, () => noise() + shift);
    let [shifts, centres] = [0, 0];
    for (let run = 0; run < 400; run += 1) {
      const shift = shiftBetween(sample(12, 0), sample(6, 2));
      if (shift.low <= 2 && 2 <= shift.high) shifts += 1;
      const centre = centreOf(sample(10, 1));
      if (centre.low <= 1 && 1 <= centre.high) centres += 1;
    }
    expect(Math.min(shifts, centres)).toBeGreaterThanOrEqual(370);
  });

  test('have no end beyond the values, and none of nothing', () => {
    expect(shiftBetween([1], [2])).toEqual({ value: 1, low: 1, high: 1 });
    expect(centreOf([])).toEqual({ value: NaN, low: NaN, high: NaN });
  });
});
