import * as z from 'zod/mini';
import { bandNames } from '../policy';
import { componentIds, lineIds } from '../score';

/** Version of readiness.json; it changes when a reader of the old form would misread the new one. */
export const documentVersion = 1;

const percent = z.number().check(z.minimum(0), z.maximum(100));
const count = z.number().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const timestamp = z.iso.datetime();
const commit = z.string().check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/));

const measureNames = [
  ...[
    'passed',
    'counted',
    'ignored',
    'ownFailed',
    'covered',
    'total',
    'branchesCovered',
    'branches',
    'high',
    'medium',
    'low',
    'packages',
  ],
  ...['skipped', 'conflicts', 'findings', 'files', 'errors', 'documented', 'public'],
  ...['readme', 'license', 'changelog', 'contributing'],
] as const;

const numericLine = {
  id: z.enum(lineIds),
  component: z.enum(componentIds),
  state: z.enum(['measured', 'missing']),
  points: percent,
  maximum: percent,
  measures: z.partialRecord(z.enum(measureNames), count),
};

const passRate = z.strictObject({
  passed: count,
  counted: count,
  ignored: count,
  basis: z.enum(['history', 'own', 'none']),
  fresh: z.boolean(),
  /** What was counted, newest first. */
  outcomes: z.optional(z.array(z.enum(['passed', 'failed'])).check(z.maxLength(100))),
});

const judgement = {
  version: z.literal(documentVersion),
  value: percent,
  band: z.enum(bandNames),
  threshold: percent,
  passed: z.boolean(),
  overridden: z.boolean(),
  bands: z.strictObject({ excellent: percent, good: percent, fair: percent }),
  window: z.int().check(z.minimum(1), z.maximum(100)),
  passRate,
  /** Score of the base branch when it was last recorded. */
  base: z.optional(percent),
};

/**
 * What the run of an untrusted pull request may hand to the trusted job that comments: numbers and words of fixed lists,
 * nothing that could carry text of its author's choice.
 */
export const commentSchema = z.strictObject({
  ...judgement,
  lines: z.array(z.strictObject(numericLine)).check(z.maxLength(lineIds.length)),
});
export type CommentFacts = z.infer<typeof commentSchema>;

/** readiness.json: the score with everything it was made of, for dashboards and other tools. */
export const documentSchema = z.strictObject({
  $schema: z.optional(z.string()),
  ...judgement,
  generatedAt: timestamp,
  repository: z.string(),
  branch: z.string(),
  commit,
  lines: z.array(z.strictObject({ ...numericLine, reason: z.optional(z.string()) })),
  reasons: z.array(z.strictObject({ code: z.string(), text: z.string() })),
  override: z.optional(z.strictObject({ by: z.string(), at: z.string(), reason: z.string() })),
  tests: z.optional(
    z.strictObject({ total: count, passed: count, failed: count, skipped: count, rerun: count }),
  ),
  /** Tests that passed only after a re-run in this run. */
  flaky: z.array(z.strictObject({ id: z.string(), reruns: count })),
  outdated: z.optional(count),
  /** When the reports were read; absent when they were read for this document. */
  readingsFrom: z.optional(timestamp),
});
export type ReadinessDocument = z.infer<typeof documentSchema>;

/** JSON Schema (draft 2020-12) of readiness.json. */
export function documentJsonSchema(): Record<string, unknown> {
  return { title: 'Readiness of a repository', ...z.toJSONSchema(documentSchema) };
}

/** The part of a document that the comment is rendered from. */
export function commentFacts(document: ReadinessDocument): CommentFacts {
  const {
    version,
    value,
    band,
    threshold,
    passed,
    overridden,
    bands,
    window,
    passRate: rate,
  } = document;
  return {
    version,
    value,
    band,
    threshold,
    passed,
    overridden,
    bands,
    window,
    passRate: rate,
    ...(document.base === undefined ? {} : { base: document.base }),
    lines: document.lines.map(({ id, component, state, points, maximum, measures }) => ({
      id,
      component,
      state,
      points,
      maximum,
      measures,
    })),
  };
}
