/** Events among trials, such as errors among requests. */
export interface Proportion {
  readonly events: number;
  readonly trials: number;
}

/**
 * One-sided p of Fisher's exact test: how likely at least so many of all events fall to `one` when both have the same
 * rate. Exact for any counts, also the few errors of a healthy service, for which the usual z-test is not.
 * https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm
 */
export function fisherGreater(one: Proportion, other: Proportion): number {
  const events = one.events + other.events;
  const trials = one.trials + other.trials;
  const largest = Math.min(one.trials, events);
  const total = logChoose(trials, events);
  let p = 0;
  for (let count = one.events; count <= largest; count += 1) {
    p += Math.exp(logChoose(one.trials, count) + logChoose(other.trials, events - count) - total);
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln(n!): the sum for small n, beyond it Stirling's series, whose error is below 1e-13 there. */
function logFactorial(n: number): number {
  if (n < 32) {
    let sum = 0;
    for (let factor = 2; factor <= n; factor += 1) sum += Math.log(factor);
    return sum;
  }
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse ** 2 * (1 / 360 - inverse ** 2 / 1260));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
