import { type Diagnosis, type Finding, hasMissing, type Status } from './finding';

/** Written before a finding; a reader looks for what is not a tick. */
const marks: Readonly<Record<Status, string>> = {
  ok: '✓',
  warning: '!',
  missing: '✗',
  unknown: '?',
};

/** A table of what was looked at: subject, check, what was found, and below it what to do. */
export function textReport(diagnosis: Diagnosis): string {
  const { findings, requests } = diagnosis;
  const width = (of: (finding: Finding) => string): number =>
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
  return [...lines, '', summary(findings, requests), ''].join('\n');
}

/** The whole as JSON, for machines. */
export function jsonReport(stack: string, diagnosis: Diagnosis): string {
  const { findings, requests } = diagnosis;
  const report = { version: 1, stack, ready: !hasMissing(diagnosis), requests, findings };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function summary(findings: readonly Finding[], requests: number): string {
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
