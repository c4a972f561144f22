import * as z from 'zod/mini';

/** Gates that have a mode, in the order of the pipeline. */
const gateNames = ['lint', 'format', 'types', 'tests', 'security'] as const;
const modeNames = ['enforce', 'new', 'warn', 'off'] as const;

/** The mode of each gate, as far as it is known. */
export const gateModesSchema = z.partialRecord(z.enum(gateNames), z.enum(modeNames));

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
