import { normalQuantile } from './normal';

/** Events among trials, such as errors among requests; both may be parts where events depend on each other. */
export interface Proportion {
  readonly events: number;
  readonly trials: number;
}

/**
 * Upper confidence limit of a difference of two rates, `one` − `other`: Newcombe's hybrid of Wilson's limits (Statistics
 * in Medicine 17, 1998, method 10), which stays honest when no error at all was seen.
 */
export function differenceUpperLimit(
  one: Proportion,
  other: Proportion,
  confidence: number,
): number {
  if (!(one.trials > 0 && other.trials > 0)) return 1;
  const z = normalQuantile(1 - confidence);
  const rate = (of: Proportion): number => of.events / of.trials;
  const above = wilsonLimit(one, z) - rate(one);
  const below = rate(other) - wilsonLimit(other, -z);
  return rate(one) - rate(other) + Math.sqrt(above ** 2 + below ** 2);
}

/** Wilson's upper (z > 0) or lower (z < 0) limit of a rate. */
function wilsonLimit({ events, trials }: Proportion, z: number): number {
  const rate = events / trials;
  const centre = rate + z ** 2 / (2 * trials);
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + z ** 2 / (4 * trials ** 2));
  return Math.min(1, Math.max(0, (centre + spread) / (1 + z ** 2 / trials)));
}
