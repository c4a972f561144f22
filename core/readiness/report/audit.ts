import type { History } from '../history';
import type { ReadinessDocument } from './document';
import { exceptionSection } from './exceptions';
import { foreignCell, foreignMarkdown } from './foreign';

/**
 * The security audit of a month, made at its first look: what is open, and which changes passed below the threshold since
 * the month before began.
 */
export function renderAudit(history: History, document: ReadinessDocument, month: string): string {
  const { findings = [], packages = [], skipped = [] } = history.security ?? {};
  // Stryker disable next-line EqualityOperator: an instant is longer than a month.
  const overrides = history.overrides.filter((one) => one.at >= monthBefore(month));
  const isMissing = (id: string): boolean =>
    document.lines.some((line) => line.id === id && line.state === 'missing');
  const missing = document.lines.filter(
    (line) => line.component === 'security' && line.state === 'missing',
  );
  return [
    `# Security audit of ${foreignMarkdown(document.repository)}, ${month}`,
    '',
    `Commit ${foreignMarkdown(document.commit)}.`,
    '',
    ...(missing.length === 0
      ? []
      : [
          `**Not covered:** ${missing.map((line) => `${line.id} (${foreignMarkdown(line.reason ?? 'no input', 400)})`).join(', ')}.`,
          '',
        ]),
    '## Findings of static analysis',
    '',
    ...table(
      ['rule', 'place', 'finding'],
      findings.map((one) => [one.rule, `${one.file}:${one.line}`, one.message]),
      isMissing('code-scan'),
    ),
    '## Packages with known vulnerabilities',
    '',
    ...table(
      ['package', 'vulnerabilities', 'fixed in'],
      packages.map((one) => [
        `${one.name} ${one.version}`,
        one.ids.join(', '),
        one.fixedIn.length === 0 ? 'no version yet' : one.fixedIn.join(', '),
      ]),
      isMissing('vulnerabilities'),
    ),
    ...(skipped.length === 0
      ? []
      : [
          `**Not looked up**, because no database knows them: ${skipped.map((name) => foreignMarkdown(name)).join(', ')}.`,
          '',
        ]),
    `## Changes passed by an override since ${monthBefore(month)}`,
    '',
    ...table(
      ['pull request', 'by', 'when', 'why'],
      overrides.map((one) => [String(one.pullRequest), one.by, one.at, one.reason]),
    ),
    ...exceptionSection(document.exceptions, document.generatedAt),
    ...(document.outdated === undefined ? [] : [`Outdated packages: ${document.outdated}.`, '']),
  ].join('\n');
}

function monthBefore(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - 1);
  return date.toISOString().slice(0, 7);
}

/** What was not looked for is not known to be none; what an incomplete scan found is shown all the same. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isUnknown = false,
): readonly string[] {
  const note = 'Not known: see above what was not covered.';
  if (rows.length === 0) return [isUnknown ? note : 'None.', ''];
  return [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.map((cell) => foreignCell(cell)).join(' | ')} |`),
    '',
  ];
}
