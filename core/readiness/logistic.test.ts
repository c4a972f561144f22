import * as fc from 'fast-check';
import { fitLogistic, logit, probabilityOf, type Example, type Prior } from './logistic';

const weak = (size: number): Prior => ({
  weights: Array.from({ length: size }, () => 0),
  strengths: Array.from({ length: size }, () => 1e-6),
});
const examples = (features: readonly number[], of: number, happened: number): readonly Example[] =>
  Array.from({ length: of }, (_, index) => ({ features, happened: index < happened }));

test('a constant learns the rate', () => {
  const [weight = 0] = fitLogistic(examples([1], 100, 20), weak(1));
  expect(weight).toBeCloseTo(logit(0.2), 4);
  expect(probabilityOf([weight], [1])).toBeCloseTo(0.2, 5);
});

test('a feature learns the odds ratio', () => {
  const weights = fitLogistic(
    [...examples([1, 0], 100, 10), ...examples([1, 1], 100, 60)],
    weak(2),
  );
  expect(weights[0]).toBeCloseTo(logit(0.1), 3);
  expect(weights[1]).toBeCloseTo(logit(0.6) - logit(0.1), 3);
});

test('three features that depend on each other are told apart', () => {
  // Counts chosen by weights -1, 2, -0.5 on the corners of a cube, so that these are the answer.
  const corners = [0, 1].flatMap((a) => [0, 1].map((b) => [1, a, b]));
  const truth = [-1, 2, -0.5];
  const many = 1000;
  const all = corners.flatMap((features) =>
    examples(features, many, Math.round(many * probabilityOf(truth, features))),
  );
  const found = fitLogistic(all, weak(3));
  for (const [index, weight] of truth.entries()) expect(found[index]).toBeCloseTo(weight, 1);
});

test('without an example the weights are those of the prior', () => {
  expect(fitLogistic([], { weights: [0.5, 1], strengths: [1, 10] })).toEqual([0.5, 1]);
});

test('the stronger the prior, the nearer the weights stay to it', () => {
  const all = examples([1], 20, 20);
  const at = (strength: number) =>
    fitLogistic(all, { weights: [0], strengths: [strength] })[0] ?? 0;
  // The bottom is where strength × weight is the sum of the errors: 20 × (1 - p).
  for (const strength of [0.1, 1, 10, 100]) {
    expect(strength * at(strength)).toBeCloseTo(20 * (1 - probabilityOf([at(strength)], [1])), 4);
  }
  expect(at(0.1)).toBeGreaterThan(at(1));
  expect(at(100)).toBeGreaterThan(0);
});

test('what always happened keeps finite weights, far features do not break it', () => {
  const all = [...examples([1, 800], 50, 50), ...examples([1, -800], 50, 0)];
  const weights = fitLogistic(all, { weights: [0, 1], strengths: [1, 1] });
  expect(weights.every(Number.isFinite)).toBe(true);
  expect(probabilityOf(weights, [1, 800])).toBeGreaterThan(0.99);
  expect(probabilityOf(weights, [1, -800])).toBeLessThan(0.01);
});

test('at the weights found the loss has no slope, whatever was learned from', () => {
  const feature = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(feature, feature, fc.boolean()), { minLength: 1, maxLength: 40 }),
      (rows) => {
        const all = rows.map(([a, b, happened]) => ({ features: [1, a, b], happened }));
        const prior = { weights: [0, 1, -1], strengths: [1, 2, 3] };
        const weights = fitLogistic(all, prior);
        for (const index of [0, 1, 2]) {
          const pull =
            (prior.strengths[index] ?? 0) * ((weights[index] ?? 0) - (prior.weights[index] ?? 0));
          const slope = all.reduce(
            (sum, { features, happened }) =>
              sum +
              (probabilityOf(weights, features) - (happened ? 1 : 0)) * (features[index] ?? 0),
            pull,
          );
          expect(Math.abs(slope)).toBeLessThan(0.01);
        }
      },
    ),
  );
});
