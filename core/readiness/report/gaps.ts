import { expiryOf, type Expiry } from '../days';
import type { ReadinessDocument } from './document';

/** Lines of a score whose input is missing. */
export function missingInputs({ lines }: Pick<ReadinessDocument, 'lines'>): readonly string[] {
  return lines.filter(({ state }) => state === 'missing').map(({ id }) => id);
}

/**
 * How many waivers count, and how many of them are about to end or have ended: `3 (1 ending, 2 ended)`.
 *
 * @param today in UTC: `2026-03-31`.
 */
export function waiverCounts(
  { exceptions }: Pick<ReadinessDocument, 'exceptions'>,
  today: string,
): string {
  const states = (exceptions?.waivers ?? []).map((one) => expiryOf(one, today));
  const of = (state: Expiry): number => states.filter((one) => one === state).length;
  const more = [
    ...(of('expiring') === 0 ? [] : [`${of('expiring')} ending`]),
    ...(of('expired') === 0 ? [] : [`${of('expired')} ended`]),
  ];
  const counting = states.length - of('expired');
  return `${counting}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}
