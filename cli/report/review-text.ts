import { type ChangeGroup } from '../review/change-group';
import { type Review, type StackReview } from '../review/review';
import { gateLines } from './gate-lines';
import { type Paint } from './paint';
import { repositoriesText } from './repositories-text';
import { againstText, caveats, changeText, problemText, stackText } from './review-words';
import { type TextOptions } from './text-report';
import { wrapped } from './wrap';

const marks = { add: ['+', 'green'], change: ['~', 'yellow'], remove: ['-', 'red'] } as const;

/** A comparison of two revisions for a terminal: per stack the gates, then what changes for whom. */
export function reviewText(review: Review, options: TextOptions): string {
  const { paint } = options;
  const sections = [
    [
      paint('bold', `Against ${againstText(review)}`),
      ...caveats(review).flatMap((text) => wrapped(paint('yellow', `note: ${text}`), '  ')),
    ].join('\n'),
    ...review.stacks.flatMap((stack) => stackSections(stack, review, options)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function stackSections(
  stack: StackReview,
  review: Review,
  { diff, paint }: TextOptions,
): readonly string[] {
  const { compared, problems } = stack;
  return [
    paint('bold', stackText(stack)),
    problems
      .flatMap((problem) => problemText(problem, review).split('\n'))
      .map((line, index) => paint('red', `${index === 0 ? '  ' : '    '}${line}`))
      .join('\n'),
    gateLines(compared?.gates, againstText(review), paint).join('\n'),
    (compared?.changes ?? []).flatMap((group) => changeLines(group, diff, paint)).join('\n'),
  ];
}

function changeLines(group: ChangeGroup, diff: boolean, paint: Paint): readonly string[] {
  const [mark, style] = marks[group.kind];
  const where = group.repositories.length === 0 ? '' : `, ${repositoriesText(group.repositories)}`;
  const [first = '', ...rest] = wrapped(`${changeText(group)}${where}`, '    ');
  return [
    `  ${paint(style, mark)} ${first.trimStart()}`,
    ...rest,
    ...detailLines(group, diff, paint),
  ];
}

function detailLines(group: ChangeGroup, diff: boolean, paint: Paint): readonly string[] {
  switch (group.of) {
    case 'repository':
      return [];
    case 'file':
      return diff && group.diff.text !== ''
        ? group.diff.text.split('\n').map((line) => `      ${diffLine(line, paint)}`)
        : [];
    case 'resource':
      return group.differences.map(({ path, kind, before, after }) =>
        kind === 'update'
          ? paint('yellow', `      ~ ${path}: ${before} → ${after}`)
          : kind === 'add'
            ? paint('green', `      + ${path}: ${after}`)
            : paint('red', `      - ${path}: ${before}`),
      );
  }
}

function diffLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') ? paint('blue', line) : line;
}
