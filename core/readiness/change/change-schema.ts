import * as z from 'zod/mini';

/** Most files, lines of a file, findings and tests that are named; the counts are always of all. */
export const mostFiles = 10;
export const mostLines = 50;
export const mostFindings = 20;
export const mostTests = 20;

const count = z.number().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const line = z.int().check(z.minimum(0), z.maximum(10_000_000));
/** Longest path that is named. */
export const longestPath = 500;
/** The form of a rule's name in the tools' own reports. */
export const ruleForm = /^[A-Za-z][\w-]{0,40}$/;
const path = z.string().check(z.maxLength(longestPath));
const compared = z.object({ own: count, base: z.optional(count) });
const names = z.object({
  count,
  first: z.array(z.string()).check(z.maxLength(mostTests)),
});

/**
 * What may be handed to the trusted job that comments: numbers, and places whose paths it holds against the pull request's
 * own list of files. Rules have the form of the tools' own.
 */
export const changeNumbersSchema = z.object({
  coverage: z.optional(
    z.object({
      covered: count,
      total: count,
      uncovered: z
        .array(z.object({ file: path, lines: z.array(line).check(z.maxLength(mostLines)) }))
        .check(z.maxLength(mostFiles)),
    }),
  ),
  findings: z.optional(
    z.object({
      count,
      first: z
        .array(z.object({ file: path, line, rule: z.string().check(z.regex(ruleForm)) }))
        .check(z.maxLength(mostFindings)),
    }),
  ),
  tests: z.optional(compared),
  measuredLines: z.optional(compared),
  seconds: z.optional(compared),
  newlyFailing: z.object({ count }),
  fixed: z.object({ count }),
  /** Tests that passed only after a re-run. */
  flaky: count,
});
export type ChangeNumbers = z.infer<typeof changeNumbersSchema>;

/** What a change does, with the names of tests. */
export const changeSchema = z.extend(changeNumbersSchema, { newlyFailing: names, fixed: names });
export type Change = z.infer<typeof changeSchema>;

/** What is left when only places in the given files are believed. */
export function inFiles(change: ChangeNumbers, files: ReadonlySet<string>): ChangeNumbers {
  const { coverage, findings } = change;
  const isOwn = ({ file }: { readonly file: string }) => files.has(file);
  return {
    ...change,
    ...(coverage === undefined
      ? {}
      : { coverage: { ...coverage, uncovered: coverage.uncovered.filter(isOwn) } }),
    ...(findings === undefined
      ? {}
      : { findings: { ...findings, first: findings.first.filter(isOwn) } }),
  };
}
