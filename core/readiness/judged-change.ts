import * as z from 'zod/mini';
import type { Facts } from './facts';
import { measuredLineSchema } from './report/document';
import { lineIds, type Measured } from './score';

const count = z.int().check(z.minimum(0));

/**
 * What the gate measured of a pull request, kept so that other thresholds, weights and modes can be tried on it later. The
 * run of a pull request writes it: numbers alone, and no verdict.
 */
export const judgedChangeSchema = z.object({
  pullRequest: z.int().check(z.minimum(1)),
  /** Head of the pull request. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  lines: z.array(measuredLineSchema).check(z.maxLength(lineIds.length)),
  /** Tests that failed in the end; absent where no report named the tests. */
  failedTests: z.optional(count),
});
export type JudgedChange = z.infer<typeof judgedChangeSchema>;

/** The record of a pull request's judgement. */
export function judgedChange(
  pullRequest: number,
  { commit, now, reports }: Pick<Facts, 'commit' | 'now' | 'reports'>,
  { lines }: Pick<Measured, 'lines'>,
): JudgedChange {
  const { tests } = reports;
  return judgedChangeSchema.parse({
    ...{ pullRequest, commit, at: now },
    lines: lines.map(({ id, state, measures }) => ({ id, state, measures })),
    ...(tests.state === 'missing'
      ? {}
      : { failedTests: tests.value.cases.filter(({ outcome }) => outcome === 'failed').length }),
  });
}

/** The same as history.json keeps it, with the run that wrote it. */
export const recordedChangeSchema = z.extend(judgedChangeSchema, { run: z.number() });
export type RecordedChange = z.infer<typeof recordedChangeSchema>;

/** Judgements that are remembered. */
const changesKept = 200;

/** What is remembered with what was found added, oldest first; a later attempt of a run takes the place of an earlier one. */
export function addChanges(
  before: readonly RecordedChange[],
  found: readonly RecordedChange[],
): readonly RecordedChange[] {
  const byRun = new Map([...before, ...found].map((one) => [one.run, one]));
  return [...byRun.values()]
    .sort((a, b) => (a.at === b.at ? a.run - b.run : a.at < b.at ? -1 : 1))
    .slice(-changesKept);
}
