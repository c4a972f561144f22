import { type Price } from './prices';

/** One position of an estimate. */
export interface CostLine {
  /** What it is for, such as `Lambda` or `Actions: test`. */
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  /** US dollars a month, not rounded. */
  readonly usd: number;
}

/** What a quantity costs a month. */
export function costLine(item: string, quantity: number, price: Price): CostLine {
  return { item, quantity, unit: price.unit, usd: (quantity / price.per) * price.usd };
}

export function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((total, line) => total + line.usd, 0);
}
