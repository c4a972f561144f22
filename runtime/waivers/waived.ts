import type { WaivedParts } from '../../core/readiness/waived';
import type { History } from '../../core/readiness/history';
import type { RunReports } from '../../core/waivers/waived-parts';
import type { Waiver } from '../../core/waivers/waiver';

/** What waivers excuse of a run's reports; where there are none, what finds it out is not even loaded. */
export async function waivedIn(
  run: RunReports,
  waivers: readonly Waiver[],
  today: string,
): Promise<WaivedParts> {
  if (waivers.length === 0) return {};
  const { waivedPartsOf } = await import('./waivers-file.js');
  return waivedPartsOf(run, waivers, today);
}

/** What is open, with the last day on which waivers excuse each of it. */
export async function withWaived(
  open: NonNullable<History['security']>,
  waivers: readonly Waiver[],
  of: { readonly today: string; readonly directory?: string | undefined },
): Promise<NonNullable<History['security']>> {
  if (waivers.length === 0) return open;
  const { waivedOpen } = await import('./waivers-file.js');
  const waivedUntil = waivedOpen(open, waivers, of);
  return Object.keys(waivedUntil).length === 0
    ? open
    : { ...open, waivedUntil: { ...waivedUntil } };
}
