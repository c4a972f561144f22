import * as z from 'zod/mini';
import { packageMeasures } from './severity/package-measures';

/** What a waived finding is a part of: a measure of a line of the score. */
export const waivableMeasures = {
  lint: ['findings'],
  format: ['files'],
  types: ['errors'],
  'code-scan': ['high', 'medium', 'low'],
  vulnerabilities: packageMeasures,
  conflicts: ['conflicts'],
} as const;
export type WaivableLine = keyof typeof waivableMeasures;

const partSchema = z.object({
  measure: z.string(),
  count: z.int().check(z.minimum(1)),
  /** Last day on which they are waived, in UTC: `2026-03-31`. */
  until: z.iso.date(),
});
export type WaivedPart = z.infer<typeof partSchema>;

const parts = z.optional(z.array(partSchema));

/**
 * Findings of a run's reports that waivers excuse, by the last day of that. The reports themselves say what there is: from
 * the day after, the same finding counts again without being looked for again.
 */
export const waivedPartsSchema = z.object({
  lint: parts,
  format: parts,
  types: parts,
  'code-scan': parts,
  vulnerabilities: parts,
  conflicts: parts,
});
export type WaivedParts = z.infer<typeof waivedPartsSchema>;

/** What is waived of a line today: how many findings, and the day on which the first of them counts for the last time. */
export const waivedSchema = z.object({
  count: z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER)),
  until: z.iso.date(),
});
export type Waived = z.infer<typeof waivedSchema>;
