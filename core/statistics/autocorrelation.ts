/** Correlation of each value with the next one, about their mean; 0 where they are all the same. */
export function autocorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const off = values.map((value) => value - mean);
  const variance = off.reduce((sum, value) => sum + value ** 2, 0);
  if (!(variance > 0)) return 0;
  return off.slice(1).reduce((sum, value, index) => sum + value * (off[index] ?? 0), 0) / variance;
}
