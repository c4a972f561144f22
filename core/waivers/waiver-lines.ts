import { byEnd, ending } from '../readiness/report/exceptions';
import { printable } from '../kernel/foreign-text';
import { waiverText, type Waiver } from './waiver';

/**
 * Waivers in a line each, the next to end first: what, until when, whose, and whether it has ended or is about to.
 *
 * @param today in UTC: `2026-03-31`.
 */
export function waiverLines(waivers: readonly Waiver[], today: string): readonly string[] {
  return byEnd(waivers).map((waiver) => {
    const { owner, until } = waiver;
    return `${printable(waiverText(waiver), 300)}, waived by ${owner} until ${until}${ending(until, today)}`;
  });
}
