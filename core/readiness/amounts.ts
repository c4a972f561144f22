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

/** `40 s`, `1 min 30 s`, `12 min`, `3 h 20 min`. */
export function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole < 300 ? whole % 60 : 0;
  const minutes = whole < 300 ? Math.floor(whole / 60) : Math.round(whole / 60);
  if (minutes < 120) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return minutes % 60 === 0
    ? `${minutes / 60} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
