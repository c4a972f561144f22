import { mergeTable } from '../../core/merging/merge-table';
import {
  type BranchMerges,
  type Diagnosis,
  type DoctorFinding,
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
  const { findings, merges, requests } = diagnosis;
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
  return [...lines, ...mergeLines(merges), '', summary(findings, requests), ''].join('\n');
}

/** The whole as JSON, for machines. */
export function jsonReport(stack: string, diagnosis: Diagnosis): string {
  const { findings, merges, requests } = diagnosis;
  const report = { version: 1, stack, ready: !hasMissing(diagnosis), requests, findings, merges };
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
