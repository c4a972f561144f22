import * as z from 'zod/mini';
import { guardLevels } from '../../kernel/guard-levels';
import type { ExplainedRules } from '../actions';
import { changeNumbersSchema, changeSchema, type ChangeNumbers } from '../change/change-schema';
import { exceptionsSchema, type ShownExceptions } from '../exceptions';
import type { PassRate } from '../pass-rate';
import { reportingTool } from '../parse/tool-reports';
import { bandNames, type Band } from '../policy';
import { componentIds, lineIds, type ScoreLine } from '../score';
import { packageMeasures } from '../severity/package-measures';
import { performanceNumbersSchema } from './performance-comment';
import { waivedSchema } from '../waived';

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
    ...packageMeasures,
  ],
  ...['skipped', 'conflicts', 'findings', 'files', 'errors', 'documented', 'public'],
  ...['readme', 'license', 'changelog', 'contributing'],
] as const;

const measuredLine = {
  id: z.enum(lineIds),
  state: z.enum(['measured', 'missing']),
  measures: z.partialRecord(z.enum(measureNames), count),
  tool: z.optional(reportingTool),
  /** What waivers excuse, which is not among the measures, and when that begins to end. */
  waived: z.optional(waivedSchema),
};
/** What was measured for one line of the score, in numbers alone. */
export const measuredLineSchema = z.object(measuredLine);
const scoreLine = {
  ...measuredLine,
  component: z.enum(componentIds),
  points: percent,
  maximum: percent,
};

const passRate = {
  passed: count,
  counted: count,
  ignored: count,
  basis: z.enum(['history', 'own', 'none']),
  fresh: z.boolean(),
  /** What was counted, newest first. */
  outcomes: z.optional(z.array(z.enum(['passed', 'failed'])).check(z.maxLength(100))),
};

const judgement = {
  version: z.literal(documentVersion),
  value: percent,
  band: z.enum(bandNames),
  threshold: percent,
  passed: z.boolean(),
  overridden: z.boolean(),
  bands: z.object({ excellent: percent, good: percent, fair: percent }),
  window: z.int().check(z.minimum(1), z.maximum(100)),
  passRate: z.object(passRate),
  /** Score of the base branch when it was last recorded. */
  base: z.optional(percent),
};

/**
 * What the run of an untrusted pull request may hand to the trusted job that comments: what it measured, in numbers and
 * words of fixed lists, nothing that could carry text of its author's choice. The verdict is not among it: the trusted
 * job comes by its own. Whatever else is in the artifact is dropped.
 */
export const numbersSchema = z.object({
  version: z.literal(documentVersion),
  passRate: z.object(passRate),
  lines: z.array(measuredLineSchema).check(z.maxLength(lineIds.length)),
  change: z.optional(changeNumbersSchema),
  performance: z.optional(performanceNumbersSchema),
});
export type Numbers = z.infer<typeof numbersSchema>;

/** Which project of a repository with several is scored: the directories of that one and of the others. */
const scopeSchema = z.object({ directory: z.string(), others: z.array(z.string()) });
export type ScoreScope = z.infer<typeof scopeSchema>;

/** What the comment and the head of every other report are rendered from. */
export interface CommentFacts extends ExplainedRules {
  readonly value: number;
  readonly band: Band;
  readonly passed: boolean;
  readonly overridden: boolean;
  readonly passRate: PassRate;
  readonly lines: readonly (Omit<ScoreLine, 'measures' | 'reason'> & {
    readonly measures: Readonly<Record<string, number | undefined>>;
  })[];
  /** Score of the base branch when it was last recorded. */
  readonly base?: number | undefined;
  readonly change?: ChangeNumbers | undefined;
  readonly exceptions?: ShownExceptions | undefined;
  /** Absent where the repository has one project. */
  readonly scope?: ScoreScope | undefined;
  /** Lines on the benchmarks. */
  readonly performance?: readonly string[] | undefined;
}

/** readiness.json: the score with everything it was made of, for dashboards and other tools. */
export const documentSchema = z.object({
  $schema: z.optional(z.string()),
  ...judgement,
  generatedAt: timestamp,
  repository: z.string(),
  branch: z.string(),
  commit,
  lines: z.array(z.object({ ...scoreLine, reason: z.optional(z.string()) })),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  override: z.optional(z.object({ by: z.string(), at: z.string(), reason: z.string() })),
  tests: z.optional(
    z.object({ total: count, passed: count, failed: count, skipped: count, rerun: count }),
  ),
  /** Tests that passed only after a re-run in this run. */
  flaky: z.array(z.object({ id: z.string(), reruns: count })),
  outdated: z.optional(count),
  /** The first tests that failed in this run. */
  failing: z.optional(z.array(z.string())),
  /** What a pull request does to what is measured. */
  change: z.optional(changeSchema),
  /** What the default branch lets pass. */
  exceptions: z.optional(exceptionsSchema),
  /** Who owns what in the repository has no owner of its own, as CODEOWNERS has them; absent where that is not known. */
  owners: z.optional(z.array(z.string())),
  /** How far a change is kept from weakening its own gate. */
  guardLevel: z.optional(z.enum(guardLevels)),
  /** Which project is scored, of several. */
  scope: z.optional(scopeSchema),
  /** When the reports were read; absent when they were read for this document. */
  readingsFrom: z.optional(timestamp),
});
export type ReadinessDocument = z.infer<typeof documentSchema>;

/** JSON Schema (draft 2020-12) of readiness.json. */
export function documentJsonSchema(): Record<string, unknown> {
  return { title: 'Readiness of a repository', ...z.toJSONSchema(documentSchema) };
}

/** The part of a document that is handed to the trusted job. */
export function numbersOf({ version, passRate: rate, lines, change }: ReadinessDocument): Numbers {
  return {
    ...(change === undefined ? {} : { change: changeNumbersSchema.parse(change) }),
    version,
    passRate: rate,
    lines: lines.map(({ id, state, measures, tool, waived }) => ({
      ...{ id, state, measures },
      ...(tool === undefined ? {} : { tool }),
      ...(waived === undefined ? {} : { waived }),
    })),
  };
}
