import { autocorrelation } from '../../statistics/autocorrelation';

/** What one request to one of the two deployments came to. */
export interface Outcome {
  /** Any violation but a late answer. */
  readonly isError: boolean;
  /** Later than the check's budget allows. */
  readonly isLate: boolean;
  readonly latencyMs: number;
}

/** The same request to both deployments, one right after the other. */
export interface Pair {
  readonly check: string;
  readonly baseline: Outcome;
  readonly canary: Outcome;
}

/** Blocks in time that a comparison begins with. */
const mostBlocks = 20;

/** Blocks that are not made longer: with fewer, not even all of one sign are evidence. */
const fewestBlocks = 7;

/** Correlation of neighbouring blocks from which on they are taken together; chance alone seldom makes as much. */
const dependence = 0.25;

/**
 * The pairs in blocks of equal length, in the order of time. What disturbs both deployments for a while falls into one
 * block and cancels out; what disturbs one of them counts as one observation and not as many. Where the differences
 * of neighbouring blocks still are alike, as under bursts that are longer than a block, blocks are made longer.
 */
export function blocksOf(
  pairs: readonly Pair[],
  difference: (block: readonly Pair[]) => number,
): readonly (readonly Pair[])[] {
  for (let count = Math.min(mostBlocks, pairs.length); ; count = Math.floor(count / 2)) {
    const blocks = split(pairs, count);
    const isLast = Math.floor(count / 2) < fewestBlocks;
    if (isLast || autocorrelation(blocks.map(difference)) <= dependence) return blocks;
  }
}

function split(pairs: readonly Pair[], count: number): readonly (readonly Pair[])[] {
  return Array.from({ length: count }, (_, index) =>
    pairs.slice(
      Math.round((index * pairs.length) / count),
      Math.round(((index + 1) * pairs.length) / count),
    ),
  );
}
