import { plural } from '../amounts';
import { daysBetween } from '../days';
import { findingKey, packageKey, vulnerabilityKey } from '../first-seen';
import type { History } from '../history';
import { median } from '../../statistics/quantile';
import { severityOfPackage } from '../severity/rate';
import type { ReadinessDocument } from './document';
import { ending, exceptionSection } from './exceptions';
import { foreignCell, foreignMarkdown } from './foreign';

/**
 * The security audit of a month, made at its first look: what is open, and which changes passed below the threshold since
 * the month before began.
 *
 * @param vexFile name of the OpenVEX document beside it, where there is one.
 */
export function renderAudit(
  history: History,
  document: ReadinessDocument,
  month: string,
  vexFile?: string,
): string {
  const {
    findings = [],
    packages = [],
    skipped = [],
    firstSeen: seen = {},
    waivedUntil = {},
    fixed = [],
  } = history.security ?? {};
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
      ['severity', 'rule', 'place', 'finding', 'first seen', 'waived until'],
      findings.map((one, index) => [
        scanSeverity(history, index),
        one.rule,
        `${one.file}:${one.line}`,
        one.message,
        ageOf(seen[findingKey(one)], document),
        waived(waivedUntil[findingKey(one)], document),
      ]),
      isMissing('code-scan'),
    ),
    '## Packages with known vulnerabilities',
    '',
    ...severityCounts(packages),
    ...table(
      ['severity', 'package', 'vulnerabilities', 'fixed in', 'first seen', 'waived until'],
      worstFirst(packages).map((one) => [
        severityOfPackage(one) ?? 'unknown',
        `${one.name} ${one.version}`,
        one.ids.map((id) => `${id} (${one.severities?.[id] ?? 'unknown'})`).join(', '),
        one.fixedIn.length === 0 ? 'no version yet' : one.fixedIn.join(', '),
        ageOf(
          one.ids
            .flatMap((id) => seen[vulnerabilityKey(one.name, id)] ?? [])
            .reduce<string | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined),
          document,
        ),
        waived(waivedUntil[packageKey(one)], document),
      ]),
      isMissing('vulnerabilities'),
    ),
    ...(skipped.length === 0
      ? []
      : [
          `**Not looked up**, because no database knows them: ${skipped.map((name) => foreignMarkdown(name)).join(', ')}.`,
          '',
        ]),
    ...fixedSection(fixed, month),
    `## Changes passed by an override since ${monthBefore(month)}`,
    '',
    ...table(
      ['pull request', 'by', 'when', 'why'],
      overrides.map((one) => [String(one.pullRequest), one.by, one.at, one.reason]),
    ),
    ...exceptionSection(document.exceptions, document.generatedAt),
    ...(vexFile === undefined
      ? []
      : [`What is waived because it does not affect the repository: [OpenVEX](${vexFile}).`, '']),
    ...(document.outdated === undefined ? [] : [`Outdated packages: ${document.outdated}.`, '']),
  ].join('\n');
}

type Package = NonNullable<History['security']>['packages'][number];

/** Severities of a table, worst first; what nothing rates stands before what is known to be milder. */
const order = ['critical', 'high', 'unknown', 'medium', 'low'] as const;

function worstFirst(packages: readonly Package[]): readonly Package[] {
  const rank = (one: Package) => order.indexOf(severityOfPackage(one) ?? 'unknown');
  return [...packages].sort((a, b) => rank(a) - rank(b));
}

function severityCounts(packages: readonly Package[]): readonly string[] {
  const all = packages.map((one) => severityOfPackage(one) ?? 'unknown');
  const counts = order.flatMap((severity) => {
    const count = all.filter((one) => one === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return counts.length === 0 ? [] : [`By severity: ${counts.join(', ')}.`, ''];
}

/** Bandit's findings are remembered worst first, beside how many there are of each severity. */
function scanSeverity({ readings }: History, index: number): string {
  const scan = readings?.reports.codeScan;
  if (scan === undefined) return 'unknown';
  if (index < scan.high) return 'high';
  return index < scan.high + scan.medium ? 'medium' : 'low';
}

/** The last day, and that it is over; nothing where no waiver is about it. */
function waived(
  until: string | undefined,
  { generatedAt }: Pick<ReadinessDocument, 'generatedAt'>,
) {
  return until === undefined ? 'not waived' : `${until}${ending(until, generatedAt)}`;
}

type Fixed = NonNullable<NonNullable<History['security']>['fixed']>[number];

const daysToFix = ({ seen, at }: Fixed): number =>
  Math.max(0, daysBetween(seen.slice(0, 10), at.slice(0, 10)));

/** What was fixed since the month before began, and how long that took. */
function fixedSection(all: readonly Fixed[], month: string): readonly string[] {
  const since = monthBefore(month);
  // Stryker disable next-line EqualityOperator: an instant is longer than a month.
  const fixed = all.filter(({ at }) => at >= since);
  const medians = order.flatMap((severity) => {
    const own = fixed.filter((one) => (one.severity ?? 'unknown') === severity);
    return own.length === 0 ? [] : [`${severity} ${daysText(own)} (${own.length})`];
  });
  return [
    `## Fixed since ${since}`,
    '',
    ...(fixed.length === 0
      ? []
      : [`Median time to fix: ${daysText(fixed)}; by severity: ${medians.join(', ')}.`, '']),
    ...table(
      ['severity', 'what', 'first seen', 'gone', 'time to fix'],
      [...fixed]
        .reverse()
        .map((one) => [
          one.severity ?? 'unknown',
          one.what,
          one.seen.slice(0, 10),
          one.at.slice(0, 10),
          plural(daysToFix(one), 'day'),
        ]),
    ),
  ];
}

const daysText = (fixed: readonly Fixed[]): string =>
  plural(Math.round(median(fixed.map(daysToFix))), 'day');

/** The day, and how many days ago it was when the audit was made. */
function ageOf(
  at: string | undefined,
  { generatedAt }: Pick<ReadinessDocument, 'generatedAt'>,
): string {
  if (at === undefined) return 'not recorded';
  const day = at.slice(0, 10);
  const days = daysBetween(day, generatedAt.slice(0, 10));
  return days <= 0 ? day : `${day} (${plural(days, 'day')} ago)`;
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
