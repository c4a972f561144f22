import { normalQuantile } from './normal';

/** Value below which a share of the values lies, interpolated; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const lower = sorted[Math.floor(at)] ?? Number.NaN;
  const upper = sorted[Math.ceil(at)] ?? lower;
  return lower + (upper - lower) * (at - Math.floor(at));
}

/** The value in the middle; of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Standard deviation of a normal distribution whose middle is as wide as that of the values: single outliers do not count. */
export function middleSpread(values: readonly number[]): number {
  const share = 0.14;
  return (quantile(values, 1 - share) - quantile(values, share)) / (2 * normalQuantile(share));
}
