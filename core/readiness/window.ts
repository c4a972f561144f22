import type { PassRate } from './pass-rate';

/** What the counted runs are now and would be, as far as more runs change it. */
type Counted = Pick<PassRate, 'outcomes' | 'fresh'>;

/**
 * Share of the window that passes after further green runs of the branch. Each moves the oldest run out of a full window;
 * the run that asks stays the newest one. `outcomes` are newest first.
 */
export function shareAfter(
  // Stryker disable next-line ArrayDeclaration: who has no outcomes does not ask.
  { outcomes = [], fresh }: Counted,
  window: number,
  greenRuns: number,
): number {
  const own = fresh ? 1 : 0;
  const sequence = [
    ...outcomes.slice(0, own),
    ...Array.from({ length: greenRuns }, () => 'passed' as const),
    ...outcomes.slice(own),
  ].slice(0, window);
  if (sequence.length === 0) return 0;
  return sequence.filter((outcome) => outcome === 'passed').length / sequence.length;
}

/** Fewest further green runs after which the window passes by at least this share; undefined when no number does it. */
export function greenRunsFor(counted: Counted, window: number, share: number): number | undefined {
  for (let runs = 1; runs <= window; runs += 1) {
    // Stryker disable next-line EqualityOperator: so little is binary dust.
    if (shareAfter(counted, window, runs) >= share - 1e-9) return runs;
  }
  return undefined;
}
