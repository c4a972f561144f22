import { tidy } from '../amounts';
import { explain, whatToDo, worthDoing } from '../explain';
import { scoreOf } from './comment';
import type { ReadinessDocument } from './document';
import { printable } from './foreign';
import { bandWords, scopeNote } from './words';

/** The score for a terminal or a log: one line each, nothing but printable text. */
export function renderText(document: ReadinessDocument): string {
  const explanation = explain(scoreOf(document), document);
  const { lines } = explanation;
  const todo = worthDoing(explanation, 3);
  return [
    `Release readiness: ${document.value} % (${bandWords[document.band].text})`,
    '',
    ...lines.map(({ line, label, inputs, lost }) => {
      const points = `${tidy(line.points)}/${tidy(line.maximum)}`.padStart(9);
      const note = line.state === 'missing' ? 'no input' : inputs;
      return `  ${points}  ${label.padEnd(24)} ${note}${lost === 0 ? '' : ` (lost ${tidy(lost)})`}`;
    }),
    '',
    ...scopeNote(document.scope, (directory) => printable(directory, 200)).flatMap((note) => [
      note,
      '',
    ]),
    ...document.reasons.map((reason) => printable(reason.text, 400)),
    ...(todo.length === 0
      ? []
      : [
          '',
          `${whatToDo(explanation)}:`,
          ...todo.map((action) => `  - ${action.text} (+${tidy(action.gain)})`),
        ]),
    '',
  ].join('\n');
}
