import { type GateComparison } from '../../core/gates/compare-gates';
import { type GateGroup, groupChanges } from '../../core/gates/group-changes';
import { gatePlace, gateText, undecidedTexts } from './gate-lines';
import { escaped } from './markdown-text';
import { repositoriesText } from './repositories-text';

/** The changed gates as Markdown, the weaker ones as a warning that GitHub shows in a frame. */
export function gateMarkdown(gates: GateComparison | undefined, against: string): string {
  if (gates === undefined) return '';
  const groups = groupChanges(gates.changes);
  const lines = (direction: 'weaker' | 'stronger'): readonly string[] =>
    groups.filter(({ change }) => change.direction === direction).map(groupLine);
  const weaker = lines('weaker');
  const stronger = lines('stronger');
  const count = (list: readonly string[]): string =>
    `${list.length} ${list.length === 1 ? 'gate' : 'gates'}`;
  return [
    ...(weaker.length === 0
      ? []
      : [
          // https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
          [
            '> [!CAUTION]',
            `> **${count(weaker)} weaker than ${escaped(against)}**`,
            '>',
            ...weaker.map((line) => `> ${line}`),
          ].join('\n'),
        ]),
    ...(stronger.length === 0
      ? []
      : [[`**${count(stronger)} stronger than ${escaped(against)}**`, '', ...stronger].join('\n')]),
    ...undecidedTexts(gates.undecided).map(
      (text) => `_Gates known only after the update: ${escaped(text)}_`,
    ),
  ].join('\n\n');
}

function groupLine(group: GateGroup): string {
  const where = group.repositories.length === 0 ? '' : `, ${repositoriesText(group.repositories)}`;
  const place = gatePlace(group);
  return `- ${escaped(`${gateText(group)}${where}${place === '' ? '' : ` (${place})`}`)}`;
}
