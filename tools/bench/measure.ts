/** Milliseconds of one call. */
export function milliseconds(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Milliseconds of one asynchronous call. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** One line of the results: what was measured against what. */
export interface Result {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  /** Ours divided by the peer's; smaller is better. */
  readonly ratio: number;
  /** Smallest and largest ratio of a pair, where there are pairs. */
  readonly spread?: readonly [number, number];
  /** What the ratio should be at most. */
  readonly aim: number | undefined;
}

/**
 * Median ratio of interleaved pairs: both sides of a pair see the same machine, so that a busy moment does not count
 * for one side only.
 */
export async function compare(
  name: string,
  aim: number | undefined,
  pairs: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<Result> {
  const measured: { ours: number; peer: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    measured.push({ ours: await ours(), peer: await peer() });
  }
  const ratios = measured.map((pair) => pair.ours / pair.peer);
  return {
    name,
    ours: `${median(measured.map((pair) => pair.ours)).toFixed(0)} ms`,
    peer: `${median(measured.map((pair) => pair.peer)).toFixed(0)} ms`,
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    aim,
  };
}
