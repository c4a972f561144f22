import { plural, tidy } from '../amounts';
import { explain, whatToDo, worthDoing } from '../explain';
import { componentIds, type Score } from '../score';
import { changeLines } from './change';
import type { CommentFacts } from './document';
import { exceptionSummary } from './exceptions';
import { foreignMarkdown } from './foreign';
import { bandWords, componentWords, scopeNote, signed } from './words';

/** Marks the one comment that is updated in place. */
export const commentMarker = '<!-- gatehouse:readiness -->';

/** Where the numbers come from, as the trusted job knows it. */
export interface CommentOrigin {
  /** Head commit that was scored. */
  readonly commit: string;
  readonly runUrl: string;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/**
 * The sticky comment of a pull request: score, trend against the base branch, what to fix first. It is made from
 * numbers and fixed words alone (see numbersSchema), so a hostile run can lie in it but not write in it.
 *
 * @param gate lines on what the change does to the gate itself, which no run has a say in.
 */
export function renderComment(
  facts: CommentFacts,
  origin: CommentOrigin,
  gate: readonly string[],
): string {
  return [
    commentMarker,
    headline(facts),
    '',
    ...gate,
    ...changeLines(facts.change),
    ...(facts.performance ?? []),
    ...judgementTable(facts),
    '',
    ...scopeLines(facts),
    ...fixFirst(facts),
    '',
    ...exceptionSummary(facts.exceptions, origin.now),
    `<sub>Commit ${origin.commit.slice(0, 12)} · [run](${origin.runUrl}) · the points are explained in the run's summary</sub>`,
    '',
  ].join('\n');
}

/** The comment on a run that left no numbers; why not may be in the words of its author. */
export function renderUnscored(
  why: string,
  { commit, runUrl }: Pick<CommentOrigin, 'commit' | 'runUrl'>,
  gate: readonly string[],
): string {
  return [
    commentMarker,
    '## ⚠️ Release readiness: not known',
    '',
    `The run left no numbers that can be read: ${foreignMarkdown(why, 300)}`,
    '',
    ...gate,
    `<sub>Commit ${commit.slice(0, 12)} · [run](${runUrl})</sub>`,
    '',
  ].join('\n');
}

export function headline(facts: CommentFacts): string {
  const band = bandWords[facts.band];
  const trend =
    facts.base === undefined
      ? 'the base branch has no recorded score yet'
      : `${signed(facts.value - facts.base)} against the base branch (${facts.base} %)`;
  const verdict = facts.overridden
    ? `below the threshold of ${facts.threshold} %, let pass by an override`
    : facts.passed
      ? `reaches the threshold of ${facts.threshold} %`
      : `**below the threshold of ${facts.threshold} %**`;
  return `## ${band.mark} Release readiness: ${facts.value} %\n\n${band.text}; ${verdict}; ${trend}.`;
}

/** Component totals, and each line below its component with inputs and points. */
export function judgementTable(facts: CommentFacts): readonly string[] {
  const { lines } = explain(scoreOf(facts), facts);
  const rows = componentIds.flatMap((component) => {
    const own = lines.filter((one) => one.line.component === component);
    const points = own.reduce((sum, one) => sum + one.line.points, 0);
    const maximum = own.reduce((sum, one) => sum + one.line.maximum, 0);
    const total = `| **${componentWords[component]}** | | **${tidy(points)}** | ${tidy(maximum)} |`;
    const details = own.map(
      ({ line, label, inputs }) =>
        `| ${own.length === 1 ? '' : `${label} `}| ${line.state === 'missing' ? '⚠️ no input' : inputs} | ${tidy(line.points)} | ${tidy(line.maximum)} |`,
    );
    return own.length === 1
      ? details.map((row) => row.replace('| |', `| **${componentWords[component]}** |`))
      : [total, ...details];
  });
  return ['| | measured | points | of |', '| --- | --- | ---: | ---: |', ...rows];
}

/** Which projects the table is of, where there are several. */
export const scopeLines = ({ scope }: Pick<CommentFacts, 'scope'>): readonly string[] =>
  scopeNote(scope, (directory) => foreignMarkdown(directory)).flatMap((note) => [note, '']);

export function fixFirst(facts: CommentFacts): readonly string[] {
  const explanation = explain(scoreOf(facts), facts);
  if (explanation.actions.length === 0) return ['Nothing to fix: every point is won.'];
  return [
    `**${whatToDo(explanation)}**`,
    '',
    ...worthDoing(explanation, 3).map(
      (action) => `1. ${action.text} (+${plural(tidy(action.gain), 'point')})`,
    ),
  ];
}

/** The score in the form the core explains. */
export function scoreOf(facts: CommentFacts): Score {
  return {
    value: facts.value,
    band: facts.band,
    passRate: facts.passRate,
    lines: facts.lines.map((line) => ({
      ...line,
      measures: Object.fromEntries(
        Object.entries(line.measures).filter(
          (entry): entry is [string, number] => entry[1] !== undefined,
        ),
      ),
    })),
  };
}
