import { normalName } from '../kernel/package-name';
import {
  sarifToolName,
  type SarifLevel,
  type SarifResult,
  type SarifRule,
  type SarifRun,
} from '../sarif/sarif-log';
import { severities, type Severity } from '../readiness/severity/severity';
import { shownSeverity, type Finding, type ScanKind, type Scanner } from './finding';
import { ruleOf } from './merge-findings';

/** What else a report needs to know than the findings. */
export interface Surroundings {
  /** Lines of a file as it was scanned; undefined where there is no such file. */
  readonly linesOf: (file: string) => readonly string[] | undefined;
  /** A digest of a text, in hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/** Titles of scanners, as a finding names them. */
const titles: Readonly<Record<Scanner, string>> = {
  bandit: 'Bandit',
  ruff: 'Ruff',
  'pip-audit': 'pip-audit',
  osv: 'OSV',
  trivy: 'Trivy',
};

/**
 * The findings of one kind as a run of their own, whose category names the kind and the project: an upload replaces what the
 * upload before had of the same category.
 * @param project name of a further project; empty for the first.
 */
export function scanRun(
  kind: ScanKind,
  project: string,
  findings: readonly Finding[],
  surroundings: Surroundings,
): SarifRun {
  const ordered = findings.filter((one) => one.kind === kind).sort(worstFirst);
  return {
    tool: { name: sarifToolName },
    category: project === '' ? `gatehouse/${kind}/` : `gatehouse/${kind}/${project}/`,
    rules: rulesOf(ordered),
    results: ordered.map((finding) => resultOf(finding, surroundings)),
  };
}

function worstFirst(a: Finding, b: Finding): number {
  const rank = (one: Finding): number => severities.indexOf(shownSeverity(one));
  return (
    rank(a) - rank(b) ||
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(ruleOf(a), ruleOf(b)) ||
    compareText(a.subject ?? '', b.subject ?? '')
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One rule for all findings that it is reported under; as bad as the worst of them, which comes first. */
function rulesOf(ordered: readonly Finding[]): readonly SarifRule[] {
  const rules = new Map<string, SarifRule>();
  for (const finding of ordered) {
    const id = ruleOf(finding);
    if (rules.has(id)) continue;
    const { title, link, kind } = finding;
    const severity = shownSeverity(finding);
    rules.set(id, {
      id,
      description: title,
      details: title,
      help: {
        text: link === undefined ? title : `${title}: ${link}`,
        markdown: link === undefined ? title : `${title}\n\n[${id}](${link})`,
      },
      ...(link === undefined ? {} : { helpUri: link }),
      level: levelOf(severity),
      tags: ['security', kind],
      severity,
    });
  }
  return [...rules.values()];
}

function resultOf(finding: Finding, { linesOf, digest }: Surroundings): SarifResult {
  const { message, ids, scanners, severity, file, line, endLine } = finding;
  const by = scanners.map((one) => titles[one]).join(', ');
  return {
    rule: ruleOf(finding),
    level: levelOf(shownSeverity(finding)),
    message: `${message} (${ids.join(', ')}; found by ${by}${severity === undefined ? '; of unknown severity, shown as high' : ''})`,
    file,
    line: line ?? 1,
    ...(endLine === undefined ? {} : { endLine }),
    fingerprint: digest(identityOf(finding, linesOf)).slice(0, 32),
    properties: { ids, scanners },
  };
}

/**
 * What stays the same while lines are inserted and removed elsewhere in the file: the package or the resource, else the text
 * of the line, without blanks.
 */
function identityOf(finding: Finding, linesOf: Surroundings['linesOf']): string {
  const { kind, file, line = 1, subject } = finding;
  const what =
    subject === undefined
      ? (linesOf(file)?.[line - 1] ?? '').replace(/\s+/g, '')
      : kind === 'configuration'
        ? subject
        : normalName(subject);
  return [kind, ruleOf(finding), file, what].join('\0');
}

function levelOf(severity: Severity): SarifLevel {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}
