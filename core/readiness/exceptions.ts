import * as z from 'zod/mini';
import { expiryNames, expiryOf } from './days';
import { gateNames, modeTextSchema } from './gate-modes';

/** The mode of each gate, as far as it is known. */
export const gateModesSchema = z.partialRecord(z.enum(gateNames), modeTextSchema);

const count = z.int().check(z.minimum(0));

/** What the default branch lets pass: its waivers, its baseline, and which gates look at it. */
export const exceptionsSchema = z.object({
  modes: gateModesSchema,
  waivers: z.array(
    z.object({
      what: z.string(),
      why: z.string(),
      owner: z.string(),
      /** Last day on which it counts: `2026-03-31`. */
      until: z.string(),
      /** Whether it counted when this was written; absent in documents of earlier versions. */
      state: z.optional(z.enum(expiryNames)),
    }),
  ),
  /** Entries of the file that are wrong and count for nothing. */
  wrong: count,
  baseline: z.optional(
    z.object({
      findings: count,
      failing: count,
      /** Percent: the floor of the coverage. */
      coverage: z.optional(z.number()),
    }),
  ),
});
export type ShownExceptions = z.infer<typeof exceptionsSchema>;

/** Whether a waiver is about to end, or has ended, since this was written: a score made with it is to be made again. */
export function hasMoved(exceptions: ShownExceptions | undefined, today: string): boolean {
  return (exceptions?.waivers ?? []).some(
    (waiver) => (waiver.state ?? 'active') !== expiryOf(waiver, today),
  );
}
