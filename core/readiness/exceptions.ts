import * as z from 'zod/mini';
import { daysBetween, expiryNames, expiryOf } from './days';

/** Gates that have a mode, in the order of the pipeline. */
export const gateNames = ['lint', 'format', 'types', 'tests', 'security'] as const;
const modeNames = ['enforce', 'new', 'warn', 'off'] as const;
/** A mode that ends: from that day on (UTC) the gate enforces. */
const endingMode = z.templateLiteral([z.enum(['new', 'warn', 'off']), ' until ', z.iso.date()]);

/** The mode of each gate, as far as it is known. */
export const gateModesSchema = z.partialRecord(
  z.enum(gateNames),
  z.union([z.enum(modeNames), endingMode]),
);

type ShownMode = NonNullable<z.infer<typeof gateModesSchema>[(typeof gateNames)[number]]>;

/** What a mode means on a day, and the days until it ends. */
export function modeOn(
  mode: ShownMode,
  today: string,
): { readonly mode: (typeof modeNames)[number]; readonly daysLeft: number | undefined } {
  const [name, end] = mode.split(' until ') as [(typeof modeNames)[number], string | undefined];
  if (end === undefined) return { mode: name, daysLeft: undefined };
  const daysLeft = daysBetween(today, end);
  return daysLeft > 0 ? { mode: name, daysLeft } : { mode: 'enforce', daysLeft: undefined };
}

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
