import * as z from 'zod/mini';
import {
  findingsKept,
  type CodeScanFact,
  type CountFact,
  type VulnerabilitiesFact,
} from '../facts';
import { listOf } from './first-wrong';
import { parseJson, parsed, refused, relativePath, shorten, type Parsed } from './parsed';

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
export function parseBandit(text: string, file: string, root?: string): Parsed<CodeScanFact> {
  const report = parseJson(text, file, banditSchema);
  if (!report.ok) return report;
  if (report.value.errors.length > 0) {
    return refused(file, 'scan-incomplete', 'bandit could not scan every file', {
      found: `${report.value.errors.length} errors, first: ${shorten(JSON.stringify(report.value.errors[0]))}`,
      remedy: 'mend or exclude the file',
    });
  }
  const sure = report.value.results.filter((finding) => finding.issue_confidence !== 'LOW');
  const of = (severity: string) => sure.filter((finding) => finding.issue_severity === severity);
  return parsed({
    high: of('HIGH').length,
    medium: of('MEDIUM').length,
    // What bandit gives no severity is at least a finding.
    low: of('LOW').length + of('UNDEFINED').length,
    first: [...of('HIGH'), ...of('MEDIUM'), ...of('LOW')].slice(0, findingsKept).map((finding) => ({
      file: relativePath(finding.filename, root).replace(/^\.\//, ''),
      line: finding.line_number,
      rule: finding.test_id,
      message: shorten(finding.issue_text),
    })),
  });
}

const auditSchema = z.object({
  dependencies: listOf(
    z.union([
      z.object({
        name: z.string(),
        version: z.string(),
        vulns: listOf(z.object({ id: z.string(), fix_versions: listOf(z.string()) })),
      }),
      z.object({ name: z.string(), skip_reason: z.string() }),
    ]),
  ),
});

/** `pip-audit -f json`. Packages it had to skip are counted: not audited is not the same as safe. */
export function parsePipAudit(text: string, file: string): Parsed<VulnerabilitiesFact> {
  const report = parseJson(text, file, auditSchema);
  if (!report.ok) return report;
  const { dependencies } = report.value;
  const skipped = dependencies.filter((dependency) => 'skip_reason' in dependency).length;
  if (skipped > 0 && skipped === dependencies.length) {
    return refused(file, 'scan-incomplete', 'pip-audit audited no package at all', {
      found: `${skipped} packages skipped`,
      remedy: 'see whether the job could reach the vulnerability service',
    });
  }
  const packages = dependencies.flatMap((dependency) =>
    'vulns' in dependency && dependency.vulns.length > 0
      ? [
          {
            name: dependency.name,
            version: dependency.version,
            ids: dependency.vulns.map((vulnerability) => vulnerability.id),
            fixedIn: [...new Set(dependency.vulns.flatMap((one) => one.fix_versions))],
          },
        ]
      : [],
  );
  return parsed({ packages, audited: dependencies.length - skipped, skipped });
}

/** Output of `pip check` or `uv pip check`: conflicts between installed packages. */
export function parsePipCheck(text: string, file: string): Parsed<CountFact> {
  if (/No broken requirements found|All installed packages are compatible/.test(text)) {
    return parsed({ count: 0 });
  }
  const conflicts = text
    .split(/\r?\n/)
    .filter((line) =>
      /^\S+ \S+ (requires .+, which is not installed|has requirement .+, but you|is not supported on)|^The package `/.test(
        line,
      ),
    );
  if (conflicts.length > 0) return parsed({ count: conflicts.length });
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
