import type { WaivedParts } from '../../core/readiness/waived';
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
