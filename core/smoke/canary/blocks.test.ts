import { autocorrelation } from '../../statistics/autocorrelation';
import { blocksOf, type Pair } from './blocks';

const outcome = { isError: false, isLate: false, latencyMs: 1 };
const pair = (isError: boolean): Pair => ({
  check: 'a',
  baseline: outcome,
  canary: { ...outcome, isError },
});
const errors = (block: readonly Pair[]): number =>
  block.filter(({ canary }) => canary.isError).length;

test('pairs are split into twenty blocks in the order of time, and none is lost', () => {
  const pairs = Array.from({ length: 507 }, (_, index) => ({
    ...pair(false),
    check: String(index),
  }));
  const blocks = blocksOf(pairs, errors);
  expect(blocks).toHaveLength(20);
  expect(blocks.flat()).toEqual(pairs);
});

test('bursts that are longer than a block make the blocks longer, a steady rate does not', () => {
  const burst = Array.from({ length: 500 }, (_, index) => pair(index >= 100 && index < 190));
  expect(blocksOf(burst, errors)).toHaveLength(10);
  const steady = Array.from({ length: 500 }, (_, index) => pair(index % 5 === 0));
  expect(blocksOf(steady, errors)).toHaveLength(20);
});

test('a few pairs are blocks of one', () => {
  expect(blocksOf([pair(true), pair(false)], errors)).toHaveLength(2);
  expect(blocksOf([], errors)).toEqual([]);
});

test('the correlation of neighbours', () => {
  expect(autocorrelation([1, 1, 1, 1])).toBe(0);
  expect(autocorrelation([1, -1, 1, -1, 1, -1])).toBeLessThan(-0.5);
  expect(autocorrelation([0, 0, 0, 1, 1, 1])).toBeCloseTo(0.5, 12);
});
