import * as z from 'zod/mini';
import { parseJson, relativePath, type Parsed } from '../parse/parsed';
import type { ChangedLines } from './changed-lines';

/** How far the tests cover the lines of a change; lines without a statement do not count. */
export interface ChangedCoverage {
  readonly covered: number;
  readonly total: number;
  readonly uncovered: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

const lines = z.array(z.number());
const fileSchema = z.object({ executed_lines: lines, missing_lines: lines });
const reportSchema = z.object({ files: z.record(z.string(), z.unknown()) });

/** Reads the lines of the changed files, and of no other, out of coverage.py's JSON report. */
export function changedCoverage(
  text: string,
  file: string,
  changed: ChangedLines,
  root?: string,
): Parsed<ChangedCoverage> {
  const report = parseJson(text, file, reportSchema);
  if (!report.ok) return report;
  let covered = 0;
  let total = 0;
  const uncovered: { file: string; lines: readonly number[] }[] = [];
  for (const [path, measured] of Object.entries(report.value.files)) {
    const name = relativePath(path, root);
    const wanted = changed.get(name);
    if (wanted === undefined) continue;
    const found = z.safeParse(fileSchema, measured);
    if (!found.success) continue;
    const executed = found.data.executed_lines.filter((line) => wanted.has(line)).length;
    const missing = found.data.missing_lines.filter((line) => wanted.has(line));
    covered += executed;
    total += executed + missing.length;
    if (missing.length > 0) uncovered.push({ file: name, lines: missing });
  }
  // Stryker disable next-line EqualityOperator: no file is there twice.
  uncovered.sort((a, b) => b.lines.length - a.lines.length || (a.file < b.file ? -1 : 1));
  return { ok: true, value: { covered, total, uncovered } };
}
