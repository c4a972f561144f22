import * as z from 'zod/mini';
import { findingsRead, type CodeScanFact, type CountFact } from '../facts';
import type { Severity } from '../severity/severity';
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
      test_name: z._default(z.string(), ''),
      more_info: z._default(z.string(), ''),
    }),
  ),
});

/** One finding of bandit, of whatever confidence but low. */
interface BanditFinding {
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly link: string;
}

const bySeverity = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low', UNDEFINED: 'low' } as const;

/** `bandit -f json`, worst first. Findings of low confidence do not count; a file bandit could not read makes the scan incomplete. */
export function banditFindings(text: string, file: string): CheckOutput<readonly BanditFinding[]> {
  const report = parseJson(text, file, banditSchema);
  if (!report.ok) return report;
  const { errors, results } = report.value;
  const sure = results.filter((finding) => finding.issue_confidence !== 'LOW');
  // What bandit gives no severity is at least a finding.
  const findings = (['HIGH', 'MEDIUM', 'LOW', 'UNDEFINED'] as const).flatMap((severity) =>
    sure
      .filter((finding) => finding.issue_severity === severity)
      .map((finding): BanditFinding => ({
        severity: bySeverity[severity],
        file: finding.filename,
        line: finding.line_number,
        id: finding.test_id,
        name: finding.test_name,
        message: shorten(finding.issue_text),
        link: finding.more_info,
      })),
  );
  if (errors.length === 0) return parsed(findings);
  return incomplete(file, 'bandit could not scan every file', findings, {
    found: `${errors.length} errors, first: ${shorten(JSON.stringify(errors[0]))}`,
    remedy: 'fix or exclude the file',
  });
}

/** What the score counts of `bandit -f json`. */
export function parseBandit(text: string, file: string, root?: string): CheckOutput<CodeScanFact> {
  const report = banditFindings(text, file);
  if (report.ok) return parsed(scanOf(report.value, root));
  return 'partial' in report ? { ...report, partial: scanOf(report.partial, root) } : report;
}

function scanOf(findings: readonly BanditFinding[], root: string | undefined): CodeScanFact {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  return {
    high: of('high'),
    medium: of('medium'),
    low: of('low'),
    first: findings.slice(0, findingsRead).map((finding) => ({
      file: relativePath(finding.file, root).replace(/^\.\//, ''),
      line: finding.line,
      rule: finding.id,
      message: finding.message,
    })),
  };
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
