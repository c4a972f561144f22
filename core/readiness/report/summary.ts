import { tidy } from '../amounts';
import { explain } from '../explain';
import { changeLines, changedTests } from './change';
import { fixFirst, headline, judgementTable, scopeLines, scoreOf } from './comment';
import type { ReadinessDocument } from './document';
import { exceptionSection } from './exceptions';
import { foreignMarkdown } from './foreign';
import { readingsNote } from './words';

/** The job summary: the whole calculation, so that every point can be followed. */
export function renderSummary(document: ReadinessDocument): string {
  const { lines } = explain(scoreOf(document), document);
  const note = readingsNote(document);
  return [
    headline(document),
    '',
    ...changeLines(document.change),
    ...(document.change === undefined ? [] : changedTests(document.change)),
    ...judgementTable(document),
    '',
    ...(note === '' ? [] : [note, '']),
    ...scopeLines(document),
    ...fixFirst(document),
    '',
    ...exceptionSection(document.exceptions, document.generatedAt),
    '<details><summary>How each number came about</summary>',
    '',
    '| line | inputs | formula | lost |',
    '| --- | --- | --- | ---: |',
    ...lines.map(
      ({ line, label, inputs, formula, lost }) =>
        `| ${label} | ${line.state === 'missing' ? '⚠️ missing' : inputs} | ${formula} | ${lost === 0 ? '' : tidy(lost)} |`,
    ),
    '',
    '</details>',
    '',
    ...reasons(document),
    ...flaky(document),
  ].join('\n');
}

/** Reasons as code spans: they may quote a reason, a login or an error that others wrote. */
function reasons(document: ReadinessDocument): readonly string[] {
  return [
    '**Verdict**',
    '',
    ...document.reasons.map((reason) => `- ${foreignMarkdown(reason.text, 400)}`),
    '',
  ];
}

function flaky(document: ReadinessDocument): readonly string[] {
  if (document.flaky.length === 0) return [];
  return [
    '**Passed only after a re-run**',
    '',
    ...document.flaky.map((test) => `- ${foreignMarkdown(test.id)} (${test.reruns} re-runs)`),
    '',
  ];
}
