import * as z from 'zod/mini';
import { findingsKept, type CountFact, type FindingsFact } from '../facts';
import { listOf } from './first-wrong';
import { parseJson, parsed, refused, relativePath, shorten, type Parsed } from './parsed';

const ruffSchema = listOf(
  z.object({
    // null or "invalid-syntax" for a file that does not parse, depending on the version.
    code: z.nullable(z.string()),
    message: z.string(),
    filename: z.string(),
    location: z.object({ row: z.number() }),
  }),
);

/** `ruff check --output-format json`. `root` is the directory the tool ran in. */
export function parseRuff(text: string, file: string, root?: string): Parsed<FindingsFact> {
  const report = parseJson(text, file, ruffSchema);
  if (!report.ok) return report;
  return parsed({
    count: report.value.length,
    first: report.value.slice(0, findingsKept).map((finding) => ({
      file: relativePath(finding.filename, root),
      line: finding.location.row,
      rule: finding.code ?? 'invalid-syntax',
      message: shorten(finding.message),
    })),
  });
}

/** Standard error of `black --check`: the files it would reformat or cannot format. */
export function parseBlack(printed: string, file: string): Parsed<CountFact> {
  const text = withoutColours(printed);
  const lines = text.split(/\r?\n/);
  const count = lines.filter((line) => /^(would reformat|error: cannot format) /.test(line)).length;
  const complete = lines.some((line) =>
    /(All done!|Oh no!|No Python files are present|files? (would be|failed to)|Nothing to do)/.test(
      line,
    ),
  );
  if (complete) return parsed({ count });
  return refused(file, 'report-shape', 'the output of black has no summary', {
    found: shorten(text.trim() === '' ? 'an empty file' : text),
    remedy: 'write what `black --check` prints to standard error, without --quiet',
  });
}

/** Standard output of `mypy`: its errors. Notes do not count. */
export function parseMypy(printed: string, file: string): Parsed<FindingsFact> {
  const text = withoutColours(printed);
  const first = [];
  let count = 0;
  for (const line of text.split(/\r?\n/)) {
    const match =
      /^(.{1,500}?):(\d+)(?::\d+)?(?::\d+:\d+)?: error: (.*?)(?: {2}\[([\w-]+)\])?$/.exec(line);
    if (match === null) continue;
    count += 1;
    if (first.length >= findingsKept) continue;
    first.push({
      file: match[1] ?? '',
      line: Number(match[2]),
      rule: match[4] ?? 'error',
      message: shorten(match[3] ?? ''),
    });
  }
  if (/^(Success: no issues found|Found \d+ errors? in )/m.test(text))
    return parsed({ count, first });
  return refused(file, 'report-shape', 'the output of mypy has no summary', {
    found: shorten(text.trim() === '' ? 'an empty file' : text),
    remedy: 'write what `mypy` prints to standard output, without --no-error-summary',
  });
}

/** Text without the escape sequences of a terminal: FORCE_COLOR in a workflow makes tools write them to files too. */
function withoutColours(text: string): string {
  const [first = '', ...rest] = text.split('\u001B');
  return first + rest.map((part) => part.replace(/^(?:\[[0-9;]*[A-Za-z]|\(B)/, '')).join('');
}
