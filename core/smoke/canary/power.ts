import { normalQuantile } from '../../statistics/normal';

/** How likely a difference is to be found with so many requests. */
const power = 0.9;

/**
 * Requests to each deployment with which a rise of a rate by `difference` is found in nine of ten comparisons: the usual
 * formula for two proportions, times how much more the differences vary than independent requests would. In hundreds.
 * https://www.itl.nist.gov/div898/handbook/prc/section2/prc242.htm
 */
export function requestsToFind(
  rate: number,
  difference: number,
  { risk, effect }: { readonly risk: number; readonly effect: number },
): number {
  const worse = Math.min(1, rate + difference);
  const z = normalQuantile(risk) + normalQuantile(1 - power);
  const variance = rate * (1 - rate) + worse * (1 - worse);
  return Math.ceil((effect * z ** 2 * variance) / (worse - rate) ** 2 / 100) * 100;
}
