import fc from 'fast-check';
import { differenceUpperLimit } from './difference-limit';
import { fisherGreater } from './fisher-exact';
import { mannWhitneyGreater, medianRatio } from './mann-whitney';
import { normalQuantile, normalUpperTail } from './normal';

/** Values of SciPy 1.16 and statsmodels 0.14, which implement the same tests. */
describe('what other implementations say', () => {
  test.each([
    [3, 200, 0, 200, 0.12406015037593984],
    [10, 500, 2, 500, 0.018725145087146504],
    [1, 30, 0, 30, 0.5],
    [50, 1000, 30, 1000, 0.014781175822397007],
    [0, 100, 5, 100, 1],
    [5, 5, 0, 5, 0.003968253968253969],
    [200, 5000, 150, 5000, 0.00379402127578671],
  ])("Fisher's exact test, %i of %i against %i of %i", (a, b, c, d, p) => {
    expect(fisherGreater({ events: a, trials: b }, { events: c, trials: d })).toBeCloseTo(p, 10);
  });

  test.each([
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      [3, 3, 4, 5, 5, 6, 7, 1, 2, 2, 3, 8],
      0.0490904063448262,
    ],
    [
      [
        12.5, 14.1, 11.9, 13.3, 15.8, 16.2, 12.2, 13.9, 14.4, 15.1, 18.0, 12.8, 13.1, 14.9, 17.5,
        16.6, 13.7, 12.1, 15.5, 14.0, 21.4,
      ],
      [
        10.1, 12.0, 11.2, 13.0, 12.6, 11.7, 10.9, 12.3, 13.5, 11.1, 10.4, 12.9, 11.5, 12.7, 13.8,
        10.8, 11.3, 12.4, 11.6, 13.2, 12.1, 30.2,
      ],
      4.139482187890329e-5,
    ],
  ])('Mann-Whitney U test with ties and continuity (%#)', (one, other, p) => {
    expect(mannWhitneyGreater(one, other) / p).toBeCloseTo(1, 5);
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
const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 60 });

describe('for any samples', () => {
  test('every p is a probability', () => {
    fc.assert(
      fc.property(proportion, proportion, values, values, (one, other, a, b) => {
        for (const p of [fisherGreater(one, other), mannWhitneyGreater(a, b)]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('one more error makes a higher rate more credible, never less', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, other) => {
        fc.pre(one.events < one.trials);
        const more = { ...one, events: one.events + 1 };
        expect(fisherGreater(more, other)).toBeLessThanOrEqual(fisherGreater(one, other) + 1e-9);
        expect(differenceUpperLimit(more, other, 0.95)).toBeGreaterThanOrEqual(
          differenceUpperLimit(one, other, 0.95) - 1e-9,
        );
      }),
    );
  });

  test('the order of the values and a common factor change nothing', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const p = mannWhitneyGreater(a, b);
        expect(mannWhitneyGreater([...a].reverse(), [...b].reverse())).toBeCloseTo(p, 12);
        const doubled = (of: readonly number[]) => of.map((value) => value * 2);
        expect(mannWhitneyGreater(doubled(a), doubled(b))).toBeCloseTo(p, 12);
      }),
    );
  });

  test('a sample that is n times another has the ratio n, however long', () => {
    const long = Array.from({ length: 2000 }, (_, index) => 10 + (index % 97));
    expect(
      medianRatio(
        long.map((value) => value * 1.5),
        long,
      ),
    ).toBeCloseTo(1.5, 1);
    expect(medianRatio([30], [20])).toBe(1.5);
  });

  test('the quantile is the inverse of the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
        expect(normalUpperTail(normalQuantile(p))).toBeCloseTo(p, 6);
      }),
    );
  });
});
