import * as z from 'zod/mini';
import { findingsRead, type CountFact, type FindingsFact } from '../facts';
import { listOf } from './first-wrong';
import {
  contradiction,
  incomplete,
  parseJson,
  parsed,
  refused,
  relativePath,
  shorten,
  withoutColours,
  type CheckOutput,
  type Parsed,
} from './parsed';

const ruffSchema = listOf(
  z.object({
    // null or "invalid-syntax" for a file that does not parse, depending on the version.
    code: z.nullable(z.string()),
    message: z.string(),
    filename: z.string(),
    location: z.object({ row: z.number() }),
    end_location: z.nullish(z.object({ row: z.number() })),
    url: z.nullish(z.string()),
  }),
);

/** `ruff check --output-format json`, every violation. */
export const ruffViolations = (text: string, file: string) => parseJson(text, file, ruffSchema);

/** What the score counts of it. `root` is the directory the tool ran in. */
export function parseRuff(text: string, file: string, root?: string): Parsed<FindingsFact> {
  const report = ruffViolations(text, file);
  if (!report.ok) return report;
  return parsed({
    count: report.value.length,
    first: report.value.slice(0, findingsRead).map((finding) => ({
      file: relativePath(finding.filename, root),
      line: finding.location.row,
      rule: finding.code ?? 'invalid-syntax',
      message: shorten(finding.message),
    })),
  });
}

/**
 * Standard error of `black --check`: the files it would reformat. Its last line counts them by what became of them, and
 * has to agree with the lines above; a file that it cannot parse makes the check incomplete.
 */
export function parseBlack(printed: string, file: string): CheckOutput<CountFact> {
  const text = withoutColours(printed);
  const lines = text.split(/\r?\n/);
  const summary = lines
    .filter((line) => /^(\d+ files? |No Python files are present)/.test(line))
    .at(-1);
  if (summary === undefined) {
    return refused(file, 'report-shape', 'the output of black has no summary', {
      found: shorten(text.trim() === '' ? 'an empty file' : text.trim()),
      remedy: 'write what `black --check` prints to standard error, without --quiet',
    });
  }
  const count = lines.filter((line) => line.startsWith('would reformat ')).length;
  const unread = lines.filter((line) => /^error: cannot (format|parse)\b/.test(line));
  const counted = numberBefore(summary, /files? (would be |were )?reformatted/);
  const failed = numberBefore(summary, /files? (would fail|failed) to reformat/);
  if (failed > 0 || unread.length > 0) {
    return incomplete(
      file,
      'black could not check every file',
      { count },
      {
        found: shorten(unread[0] ?? summary),
        remedy: 'fix or exclude the file',
      },
    );
  }
  return count === counted ? parsed({ count }) : contradiction(file, 'black', counted, count);
}

/** Standard output of `mypy`: its errors. Notes do not count. */
export function parseMypy(printed: string, file: string): CheckOutput<FindingsFact> {
  const text = withoutColours(printed);
  const lines = text.split(/\r?\n/).filter((line) => line.includes(': error:'));
  const errors = { count: lines.length, first: lines.slice(0, findingsRead).map(mypyError) };
  const summary = /^(?:Success: no issues found|Found (\d+) errors? in )(.*)/m.exec(text);
  if (summary === null) {
    return refused(file, 'report-shape', 'the output of mypy has no summary', {
      found: shorten(text.trim() === '' ? 'an empty file' : text),
      remedy: 'write what `mypy` prints to standard output, without --no-error-summary',
    });
  }
  // Stryker disable next-line OptionalChaining: the group is always there.
  if (summary[2]?.includes('errors prevented further checking') === true) {
    return incomplete(file, 'mypy could not check every file', errors, {
      found: shorten(lines[0] ?? summary[0]),
      remedy: 'fix the error, or exclude the file',
    });
  }
  const counted = Number(summary[1] ?? 0);
  return counted === errors.count
    ? parsed(errors)
    : contradiction(file, 'mypy', counted, errors.count);
}

/** An error of a whole file has no line: the first one stands for it. */
function mypyError(line: string): FindingsFact['first'][number] {
  const match =
    /^(.{1,500}?)(?::(\d+))?(?::\d+)?(?::\d+:\d+)?: error: (.*?)(?: {2}\[([\w-]+)\])?$/.exec(line);
  return {
    file: shorten(match?.[1] ?? '?', 500),
    line: Number(match?.[2] ?? 1),
    rule: match?.[4] ?? 'error',
    message: shorten(match?.[3] ?? line),
  };
}

/** The number in front of words, 0 where they do not stand. */
function numberBefore(text: string, words: RegExp): number {
  return Number(new RegExp(`(\\d+) ${words.source}`).exec(text)?.[1] ?? 0);
}
