import { printable } from '../kernel/foreign-text';
import { type ChangeKind } from '../kernel/change-kinds';
import { type Hindrance, type MergeProof } from './prove-merges';

/** What the kinds of changes are called. */
export const changeTitles: Readonly<Record<ChangeKind, string>> = {
  documentation: 'documentation only',
  fork: 'from a fork',
  dependabot: 'by Dependabot',
  queue: 'merge queue entry',
  own: 'by Gatehouse',
};

/** One line for each change: the verdict, and the rules that hinder it or ask for something. */
export function mergeTable({ verdicts, contexts }: MergeProof): readonly string[] {
  const width = Math.max(...Object.values(changeTitles).map((title) => title.length));
  const rows = verdicts.flatMap(({ change, verdict, hindrances }) => {
    const [first, ...rest] = hindrances.map(shownHindrance);
    const head = `${changeTitles[change].padEnd(width)}  ${verdict.padEnd(9)}`;
    return [
      first === undefined ? head.trimEnd() : `${head}  ${first}`,
      ...rest.map((text) => `${' '.repeat(head.length)}  ${text}`),
    ];
  });
  const reported = contexts.map(({ context, source, reports }) => {
    const by = Object.entries(reports).map(
      ([change, report]) =>
        `${changeTitles[change as ChangeKind]}: ${report.kind === 'reported' ? report.by : report.kind}`,
    );
    return `required check ${shown(context)} (${shown(source)}): ${by.join('; ')}`;
  });
  return [...rows, ...reported];
}

/** `needs 1 approval (pull_request, ruleset 7 of acme/orders)`. */
export function shownHindrance(hindrance: Hindrance): string {
  const text = hindrance.kind === 'needs' ? `needs ${hindrance.what}` : hindrance.reason;
  return `${shown(text)} (${shown(hindrance.rule)}, ${shown(hindrance.source)})`;
}

/** Names of rulesets and checks are written by others. */
const shown = (text: string): string => printable(text, 300);
