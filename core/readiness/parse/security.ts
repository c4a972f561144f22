import * as z from 'zod/mini';
import { findingsRead, type CodeScanFact, type CountFact } from '../facts';
import { listOf } from './first-wrong';
import {
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

const level = z.enum(['HIGH', 'MEDIUM', 'LOW', 'UNDEFINED']);
const banditSchema = z.object({
  errors: listOf(z.unknown()),
  results: listOf(
    z.object({
      filename: z.string(),
      line_number: z.number(),
      issue_severity: level,
      issue_confidence: level,
      issue_text: z.string(),
      test_id: z.string(),
    }),
  ),
});

/** `bandit -f json`. Findings of low confidence do not count; a file bandit could not read makes the scan incomplete. */
export function parseBandit(text: string, file: string, root?: string): CheckOutput<CodeScanFact> {
  const report = parseJson(text, file, banditSchema);
  if (!report.ok) return report;
  const { errors, results } = report.value;
  const sure = results.filter((finding) => finding.issue_confidence !== 'LOW');
  const of = (severity: string) => sure.filter((finding) => finding.issue_severity === severity);
  const scan: CodeScanFact = {
    high: of('HIGH').length,
    medium: of('MEDIUM').length,
    // What bandit gives no severity is at least a finding.
    low: of('LOW').length + of('UNDEFINED').length,
    first: [...of('HIGH'), ...of('MEDIUM'), ...of('LOW'), ...of('UNDEFINED')]
      .slice(0, findingsRead)
      .map((finding) => ({
        file: relativePath(finding.filename, root).replace(/^\.\//, ''),
        line: finding.line_number,
        rule: finding.test_id,
        message: shorten(finding.issue_text),
      })),
  };
  if (errors.length === 0) return parsed(scan);
  return incomplete(file, 'bandit could not scan every file', scan, {
    found: `${errors.length} errors, first: ${shorten(JSON.stringify(errors[0]))}`,
    remedy: 'fix or exclude the file',
  });
}

/** Output of `pip check` or `uv pip check`: conflicts between installed packages. */
export function parsePipCheck(printed: string, file: string): Parsed<CountFact> {
  const text = withoutColours(printed);
  const count = text
    .split(/\r?\n/)
    .filter((line) =>
      /^\S+ \S+ (requires .+, which is not installed|has requirement .+, but you|is not supported on)|^The package `/.test(
        line,
      ),
    ).length;
  const counted = /^Found (\d+) incompatibilit(?:y|ies)/m.exec(text)?.[1];
  const isClean = /No broken requirements found|All installed packages are compatible/.test(text);
  const listed = Number(counted ?? (isClean ? 0 : count));
  if ((isClean || count > 0) && count === listed) return parsed({ count });
  return refused(file, 'report-shape', 'the output of pip check says neither good nor bad', {
    found: shorten(text.trim() === '' ? 'an empty file' : text),
    remedy: 'write standard output and standard error of `pip check`',
  });
}

const outdatedSchema = listOf(z.object({ name: z.string(), version: z.string() }));

/** `pip list --outdated --format json` or `uv pip list --outdated --format json`. */
export function parseOutdated(text: string, file: string): Parsed<CountFact> {
  const report = parseJson(text, file, outdatedSchema);
  return report.ok ? parsed({ count: report.value.length }) : report;
}
