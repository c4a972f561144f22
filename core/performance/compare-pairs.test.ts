import { repeatableNumbers } from '../kernel/repeatable-numbers';
import { comparePairs } from './compare-pairs';
import { pairedAlarms, simulatedPairs } from './simulated-pairs';

const rules = { tolerance: 0.05, together: 1 };
const of = (...ratios: readonly number[]) =>
  comparePairs(
    ratios.map((head) => ({ base: 1, head })),
    rules,
  );
const times = (count: number, ratio: number): readonly number[] => Array<number>(count).fill(ratio);

test.each<[string, readonly number[], string]>([
  ['every pair slower', times(12, 1.05), 'slower'],
  ['every pair faster', times(12, 0.9), 'faster'],
  ['alike', [...times(6, 1.001), ...times(6, 0.999)], 'unchanged'],
  ['less than is worth a word', times(12, 1.005), 'unchanged'],
  ['too noisy', [1.4, 0.7, 1.2, 0.8, 1.3, 0.75, 1.25, 0.9, 1.1, 0.85], 'not enough data'],
  ['too few pairs', times(7, 2), 'not enough data'],
  [
    'one outlier among pairs that are alike',
    [...times(6, 1.001), ...times(5, 0.999), 9],
    'unchanged',
  ],
  ['none', [], 'not enough data'],
])('%s: %s', (_name, ratios, verdict) => {
  expect(of(...ratios).verdict).toBe(verdict);
});

test('the change has an interval, and what a clock did not see is left out', () => {
  const { change, pairs } = of(1.04, 1.05, 1.06, 1.05, 1.04, 1.06, 1.05, 1.07, Infinity, NaN);
  expect(pairs).toBe(8);
  expect(change?.value).toBeCloseTo(0.05, 2);
  expect(change?.low).toBeGreaterThan(0.03);
  expect(change?.high).toBeLessThan(0.08);
});

test('of many benchmarks each has to be surer', () => {
  const ratios = [1.03, 1.02, 1.04, 1.01, 1.03, 1.02, 1.04, 1.03, 1.01, 1.02, 0.99, 1.015];
  const pairs = ratios.map((head) => ({ base: 1, head }));
  expect(comparePairs(pairs, { ...rules, together: 1 }).verdict).toBe('slower');
  expect(comparePairs(pairs, { ...rules, together: 100 }).verdict).not.toBe('slower');
});

test('in short: what drifts with the machine is no change, and 5 % is found', () => {
  const random = repeatableNumbers(3);
  const make = (change: number) => simulatedPairs(random, 'drift of the machine', change);
  expect(pairedAlarms(() => make(0), 200)).toBeLessThanOrEqual(0.02);
  expect(pairedAlarms(() => make(0.05), 100)).toBeGreaterThan(0.95);
});
