import { InvalidArgumentError } from 'commander';

/** For an option that may be given several times: what was given before, and this value. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  value,
];

/** A whole number above 0. @throws InvalidArgumentError for anything else. */
export function countOption(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('expected a whole number above 0');
}
