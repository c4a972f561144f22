import { logText } from '../../core/kernel/foreign-text';
import { mergeTable } from '../../core/merging/merge-table';
import {
  type BranchMerges,
  type Diagnosis,
  type DoctorFinding,
  type HigherLevel,
  hasMissing,
  type Status,
} from './finding';

/** Written before a finding; a reader looks for what is not a tick. */
const marks: Readonly<Record<Status, string>> = {
  ok: '✓',
  warning: '!',
  missing: '✗',
  unknown: '?',
};

/** A table of what was looked at: subject, check, what was found, and below it what to do. */
export function textReport(diagnosis: Diagnosis): string {
  const { findings, merges, levels = [], requests } = diagnosis;
  const width = (of: (finding: DoctorFinding) => string): number =>
    Math.max(0, ...findings.map((finding) => of(finding).length));
  const subjects = width(({ subject }) => subject);
  const checks = width(({ check }) => check);
  const indent = ' '.repeat(subjects + checks + 6);
  const lines = findings.flatMap((finding) => [
    `${marks[finding.status]} ${finding.subject.padEnd(subjects)}  ${finding.check.padEnd(checks)}  ${finding.message}`,
    ...(finding.remedy === undefined ? [] : [`${indent}→ ${finding.remedy}`]),
    ...(finding.link === undefined || finding.status === 'ok'
      ? []
      : [`${indent}  ${finding.link}`]),
  ]);
  return logText(
    [
      ...lines,
      ...mergeLines(merges),
      ...levelLines(levels),
      '',
      summary(findings, requests),
      '',
    ].join('\n'),
  );
}

/** The whole as JSON, for machines. */
export function jsonReport(stack: string, diagnosis: Diagnosis): string {
  const { findings, merges, levels = [], requests } = diagnosis;
  const ready = !hasMissing(diagnosis);
  const report = { version: 1, stack, ready, requests, findings, merges, levels };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** A table for each branch to which not every kind of change can be merged for certain. */
function mergeLines(merges: readonly BranchMerges[]): readonly string[] {
  return merges
    .filter(({ proof }) => proof.verdicts.some(({ verdict }) => verdict !== 'mergeable'))
    .flatMap(({ subject, branch, proof }) => [
      '',
      `Pull requests to ${branch} of ${subject}:`,
      ...mergeTable(proof).map((line) => `  ${line}`),
    ]);
}

/** Proposals by what they say: most repositories of a fleet get the same one. */
function levelLines(levels: readonly HigherLevel[]): readonly string[] {
  const grouped = new Map<string, string[]>();
  for (const { subject, proposal } of levels) {
    const text = `${proposal.message}:\n    ${proposal.setting}`;
    grouped.set(text, [...(grouped.get(text) ?? []), subject]);
  }
  const lines = [...grouped].map(([text, subjects]) => {
    const [first = '', ...rest] = subjects;
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
    return `  ${first}${more}: ${text}`;
  });
  return lines.length === 0
    ? []
    : ['', 'Higher levels of the guard that are possible (docs/threat-model.md):', ...lines];
}

function summary(findings: readonly DoctorFinding[], requests: number): string {
  const count = (status: Status): number =>
    findings.filter((finding) => finding.status === status).length;
  const parts = [
    `${count('missing')} missing`,
    `${count('warning')} warnings`,
    `${count('unknown')} unknown`,
    `${count('ok')} OK`,
  ];
  return `${parts.join(', ')}; ${requests} read-only requests.`;
}
