export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two decimal places, for display and for sums of display. */
export function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}

/** With one decimal place, rounded down; 0 of nothing. */
export function percent(part: number, whole: number): number {
  // The small allowance undoes binary dust: 57 of 100 is 56.99999999999999 %.
  return whole > 0 ? Math.floor((part / whole) * 1000 + 1e-6) / 10 : 0;
}

/** Amounts worth offering: all, and a few fractions, so that the cheapest way asks for no more than it needs. */
export function steps(all: number): readonly number[] {
  const most = Math.max(0, Math.floor(all));
  // Stryker disable next-line EqualityOperator: of twenty either way gives each.
  if (most <= 20) return Array.from({ length: most }, (_, index) => index + 1);
  return Array.from({ length: 20 }, (_, index) => Math.ceil((most * (index + 1)) / 20));
}
