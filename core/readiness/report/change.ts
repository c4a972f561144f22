import { percent, plural } from '../amounts';
import type { Change, ChangeNumbers } from '../change/change-schema';
import { foreignMarkdown } from './foreign';

/** What a change does, one line each and the differences first; nothing where nothing is known of it. */
export function changeLines(change: ChangeNumbers | undefined): readonly string[] {
  if (change === undefined) return [];
  const lines = [
    coverage(change),
    findings(change),
    compared('Tests', change.tests, ''),
    outcomes(change),
    compared('Measured lines of code', change.measuredLines, ''),
    compared('Longest quality job', change.seconds, ' s'),
  ].flat();
  return lines.length === 0 ? [] : ['**This change**', '', ...lines.map((one) => `- ${one}`), ''];
}

/** The names of the tests whose outcome the change turned. */
export function changedTests({ newlyFailing, fixed }: Change): readonly string[] {
  const list = (title: string, { first, count }: Change['fixed']): readonly string[] =>
    count === 0
      ? []
      : [
          `**${title}**`,
          '',
          ...first.map((id) => `- ${foreignMarkdown(id)}`),
          ...more(count - first.length),
          '',
        ];
  return [...list('Newly failing tests', newlyFailing), ...list('Fixed tests', fixed)];
}

function coverage({ coverage: found }: ChangeNumbers): readonly string[] {
  if (found === undefined) return [];
  const { covered, total, uncovered } = found;
  if (total === 0) return ['Coverage of the changed lines: none of them has a statement to cover'];
  const places = uncovered.map(({ file, lines }) => `${foreignMarkdown(file)} ${ranges(lines)}`);
  return [
    `Coverage of the changed lines: ${percent(covered, total)} % (${covered} of ${total})${places.length === 0 ? '' : `; not covered: ${places.join(', ')}`}`,
  ];
}

function findings({ findings: found }: ChangeNumbers): readonly string[] {
  if (found === undefined) return [];
  const { count, first } = found;
  if (count === 0) return ['No finding on the changed lines'];
  const places = first.map(
    ({ file, line, rule }) => `${foreignMarkdown(`${file}:${line}`)} ${foreignMarkdown(rule)}`,
  );
  return [
    `⚠️ ${plural(count, 'finding')} on the changed lines${places.length === 0 ? '' : `: ${places.join(', ')}`}`,
  ];
}

function outcomes({ newlyFailing, fixed, flaky }: ChangeNumbers): readonly string[] {
  return [
    ...(newlyFailing.count === 0 ? [] : [`❌ ${plural(newlyFailing.count, 'newly failing test')}`]),
    ...(fixed.count === 0 ? [] : [plural(fixed.count, 'fixed test')]),
    ...(flaky === 0 ? [] : [`⚠️ ${plural(flaky, 'test')} passed only after a re-run`]),
  ];
}

/** Fewer tests or measured lines are worth a second look: deleted tests and a new `omit` look just like that. */
function compared(
  label: string,
  found: ChangeNumbers['tests'],
  unit: '' | ' s',
): readonly string[] {
  if (found === undefined) return [];
  const { own, base } = found;
  if (base === undefined) return [`${label}: ${own}${unit}; the base branch has no record yet`];
  const difference = Math.round(own - base);
  if (difference === 0) return [`${label}: ${own}${unit}, as on the base branch`];
  // Stryker disable next-line EqualityOperator: no difference has returned above.
  const isLess = difference < 0 && unit === '';
  // Stryker disable next-line EqualityOperator: no difference has returned above.
  const word = unit === '' ? (isLess ? 'fewer' : 'more') : difference < 0 ? 'less' : 'more';
  return [
    `${isLess ? '⚠️ ' : ''}${label}: ${Math.abs(difference)}${unit} ${word} than on the base branch (${own}${unit} after ${base}${unit})`,
  ];
}

/** Numbers of lines, neighbours together: `4–6, 9`. */
export function ranges(lines: readonly number[]): string {
  const spans: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && line <= last.to + 1) last.to = line;
    else spans.push({ from: line, to: line });
  }
  return spans.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

function more(count: number): readonly string[] {
  return count > 0 ? [`- and ${count} more`] : [];
}
