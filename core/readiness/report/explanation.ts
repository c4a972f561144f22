import { plural, tidy } from '../amounts';
import { explain, wholeActions } from '../explain';
import { componentIds } from '../score';
import { scoreOf } from './comment';
import type { ReadinessDocument } from './document';
import { printable } from './foreign';
import { bandWords, componentWords } from './words';

/** The whole calculation for a terminal: each line's inputs, formula, points won and lost, and what lifts the score. */
export function renderExplanation(document: ReadinessDocument): string {
  const explanation = explain(scoreOf(document), document);
  const { lines, actions, goal } = explanation;
  const reasons = new Map(document.lines.map((line) => [line.id, line.reason]));
  return [
    `${printable(document.repository, 120)}, ${printable(document.branch, 120)}, ${document.commit.slice(0, 12)}: ${document.value} % (${bandWords[document.band].text})`,
    '',
    ...componentIds.flatMap((component) => {
      const own = lines.filter((one) => one.line.component === component);
      const won = own.reduce((sum, one) => sum + one.line.points, 0);
      const most = own.reduce((sum, one) => sum + one.line.maximum, 0);
      return [
        `${componentWords[component]}: ${tidy(won)} of ${plural(tidy(most), 'point')}`,
        ...own.flatMap(({ line, label, inputs, formula, lost }) => [
          `  ${label}: ${tidy(line.points)} of ${tidy(line.maximum)}, lost ${lost}`,
          `    inputs   ${line.state === 'missing' ? `none: ${printable(reasons.get(line.id) ?? 'not known', 400)}` : inputs}`,
          `    formula  ${formula}`,
        ]),
        '',
      ];
    }),
    ...(goal === undefined
      ? ['The highest band is reached.']
      : [
          `The cheapest way to ${goal.name} (${goal.limit} %):`,
          ...goal.actions.map((action) => `  - ${action.text} (+${tidy(action.gain)})`),
        ]),
    ...(actions.length === 0
      ? []
      : [
          '',
          'Everything that would give points back, most for the effort first:',
          ...wholeActions(actions).map((action) => `  - ${action.text} (+${tidy(action.gain)})`),
        ]),
    '',
  ].join('\n');
}
