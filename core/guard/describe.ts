import { foreignMarkdown } from '../kernel/foreign-text';
import { ranges } from '../readiness/report/change';
import { type GuardFinding, type GuardFindingKind } from './guard-finding';

/** Most entries, and most lines and names of one entry, that are listed; the counts are of all. */
const mostEntries = 30;
const mostNames = 5;

/** What was found out about a change, or why it was not. */
export type GuardReport =
  | {
      readonly changes: readonly GuardFinding[];
      /** Files that the pull request changes, as GitHub counts them, and those that were looked at. */
      readonly files: { readonly all: number; readonly seen: number };
    }
  | { readonly unknown: string };

const words: Readonly<Record<GuardFindingKind, string>> = {
  workflow: 'workflow or local action',
  'gate-code': 'code or configuration of the gate',
  waiver: 'waivers or baseline',
  owners: 'code owners',
  dependabot: "Dependabot's configuration",
  threshold: 'threshold',
  'measured-code': 'what coverage measures',
  'tool-settings': 'settings of a tool',
  suppression: 'finding suppressed',
  'test-removed': 'test removed',
  'test-skipped': 'test skipped, or a hook that can skip it',
  'assertion-removed': 'fewer assertions',
  'lock-removed': 'lock file removed',
  unpinned: 'dependency no longer pinned',
  'not-shown': 'not shown by GitHub, or not readable',
};

/** The part of the comment on what a change does to the gate that judges it, as lines of Markdown. */
export function guardLines(report: GuardReport): readonly string[] {
  if ('unknown' in report) {
    return [
      `**⚠️ Whether this change touches its own gate is not known:** ${foreignMarkdown(report.unknown, 300)}`,
      '',
    ];
  }
  const { changes, files } = report;
  const unseen =
    files.seen < files.all
      ? [
          `- ⚠️ ${files.all - files.seen} of ${files.all} changed files were not looked at: GitHub does not list them`,
        ]
      : [];
  if (changes.length === 0 && unseen.length === 0)
    return ['This change does not touch its own gate.', ''];
  const more = changes.length - mostEntries;
  return [
    '**⚠️ This change touches its own gate**',
    '',
    ...changes.slice(0, mostEntries).map((change) => `- ${entry(change)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...unseen,
    '',
  ];
}

/** Whether a report says that the gate is touched, or cannot rule it out. */
export const touchesGate = (report: GuardReport): boolean =>
  'unknown' in report || report.changes.length > 0 || report.files.seen < report.files.all;

function entry({ kind, file, lines, names, limit }: GuardFinding): string {
  const where = lines.length === 0 ? '' : ` ${ranges(lines.slice(0, mostNames * 4))}`;
  const listed = names.slice(0, mostNames).map((name) => foreignMarkdown(name));
  const rest = names.length - listed.length;
  const what = [...listed, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  const change = limit === undefined ? '' : ` ${limit.before} → ${limit.after}`;
  return `${words[kind]}: ${foreignMarkdown(file)}${where}${what === '' ? '' : ` (${what}${change})`}`;
}
