import * as z from 'zod/mini';
import { expiryNames, expiryOf } from './days';
import { gateNames, modeOn, modeTextSchema } from './gate-modes';

/** The mode of each gate, as far as it is known. */
export const gateModesSchema = z.partialRecord(z.enum(gateNames), modeTextSchema);

const count = z.int().check(z.minimum(0));

/**
 * Why a product is not affected by a vulnerability of one of its packages, in the words of OpenVEX.
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications
 */
export const notAffectedReasons = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

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
      /** Set where a vulnerability is waived because it does not affect the repository. */
      notAffected: z.optional(
        z.object({
          id: z.string(),
          package: z.optional(z.string()),
          reason: z.enum(notAffectedReasons),
        }),
      ),
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

/** What a document says about what it was made with. */
interface Made {
  /** ISO 8601 time. */
  readonly generatedAt: string;
  readonly exceptions?: ShownExceptions | undefined;
}

/**
 * Whether a waiver is about to end or has ended, or a gate has got another mode, since a document was made: what was made with it is to
 * be made again.
 */
export function hasMoved(made: Made | undefined, today: string): boolean {
  if (made?.exceptions === undefined) return false;
  const { modes, waivers } = made.exceptions;
  const day = made.generatedAt.slice(0, 10);
  return (
    waivers.some((waiver) => (waiver.state ?? 'active') !== expiryOf(waiver, today)) ||
    Object.values(modes).some((mode) => modeOn(mode, day).mode !== modeOn(mode, today).mode)
  );
}
