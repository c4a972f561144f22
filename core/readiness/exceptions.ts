import * as z from 'zod/mini';
import { daysBetween } from './days';

/** Gates that have a mode, in the order of the pipeline. */
const gateNames = ['lint', 'format', 'types', 'tests', 'security'] as const;
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
export const exceptionsSchema = z.strictObject({
  modes: gateModesSchema,
  waivers: z.array(
    z.strictObject({
      what: z.string(),
      why: z.string(),
      owner: z.string(),
      /** Last day on which it counts: `2026-03-31`. */
      until: z.string(),
    }),
  ),
  /** Entries of the file that are wrong and count for nothing. */
  wrong: count,
  baseline: z.optional(
    z.strictObject({
      findings: count,
      failing: count,
      /** Percent: the floor of the coverage. */
      coverage: z.optional(z.number()),
    }),
  ),
});
export type ShownExceptions = z.infer<typeof exceptionsSchema>;
