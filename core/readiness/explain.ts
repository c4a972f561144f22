import { actionsOf, type Action, type ExplainedRules } from './actions';
import { tidy } from './amounts';
import { formulaOf, inputsOf, labels } from './line-words';
import { bandNames, type Band } from './policy';
import { floorToTenth, type Score, type ScoreLine } from './score';

/** A line of the score in words: where its number comes from. */
interface LineExplanation {
  readonly line: ScoreLine;
  readonly label: string;
  /** The inputs, such as `812 of 900 lines covered`. */
  readonly inputs: string;
  /** The rule that turns the inputs into points. */
  readonly formula: string;
  readonly lost: number;
}

export interface Explanation {
  readonly lines: readonly LineExplanation[];
  /** Every action that would give points back, most points for the effort first. */
  readonly actions: readonly Action[];
  /** What to reach next, and the cheapest actions that reach it; absent in the highest band. */
  readonly goal?: Goal;
}

/** The threshold while the score is below it, then the band above the present one. */
interface Goal {
  readonly name: Band | 'the threshold';
  readonly limit: number;
  readonly actions: readonly Action[];
}

export function explain(score: Score, rules: ExplainedRules): Explanation {
  const lines = score.lines.map((line) => ({
    line,
    label: labels[line.id],
    inputs: inputsOf(line, score),
    formula: formulaOf(line, rules.window),
    lost: tidy(line.maximum - line.points),
  }));
  const all = score.lines.flatMap((line) => actionsOf(line, score, rules));
  // Stryker disable next-line EqualityOperator: so little is binary dust.
  const actions = all.filter((action) => action.gain > 1e-9);
  actions.sort((a, b) => b.gain / b.effort - a.gain / a.effort || compare(a.line, b.line));
  const next = goalOf(score, rules);
  if (next === undefined) return { lines, actions };
  return { lines, actions, goal: { ...next, actions: cheapest(score, rules, next.limit) } };
}

/**
 * What to tell a reader to do: the cheapest way to the goal; without a goal, or when no way leads there, the `most`
 * things that give most back for their effort.
 */
export function worthDoing({ actions, goal }: Explanation, most: number): readonly Action[] {
  return goal !== undefined && goal.actions.length > 0
    ? goal.actions
    : wholeActions(actions).slice(0, most);
}

/** What stands above {@link worthDoing}. */
export function whatToDo({ goal }: Explanation): string {
  return goal === undefined || goal.actions.length === 0
    ? 'What to fix first'
    : `The cheapest way to ${goal.name} (${goal.limit} %)`;
}

/** Each thing to do once: of the many amounts of one line only the one that gives all of it back. */
export function wholeActions(actions: readonly Action[]): readonly Action[] {
  const whole = new Map<string, Action>();
  for (const action of actions) {
    const key = action.line === 'documentation' ? `${action.line} ${action.text}` : action.line;
    if ((whole.get(key)?.gain ?? -1) < action.gain) whole.set(key, action);
  }
  return [...whole.values()];
}

function goalOf(score: Score, rules: ExplainedRules): Omit<Goal, 'actions'> | undefined {
  if (score.value < rules.threshold) return { name: 'the threshold', limit: rules.threshold };
  const above = bandNames[bandNames.indexOf(score.band) - 1];
  // Stryker disable next-line ConditionalExpression,StringLiteral: the lowest band is above none.
  return above === undefined || above === 'poor'
    ? undefined
    : { name: above, limit: rules.bands[above] };
}

/**
 * The set of actions with the least effort that lifts the score to the limit. Each line offers at most a few actions, so
 * every combination is looked at. Those of the documentation can be done one beside the other; of every other line's
 * one is chosen, because they are amounts of the same thing.
 */
function cheapest(score: Score, rules: ExplainedRules, limit: number): readonly Action[] {
  const choices = score.lines.flatMap((line) =>
    line.id === 'documentation'
      ? actionsOf(line, score, rules).map((action) => [undefined, action])
      : [[undefined, ...actionsOf(line, score, rules)]],
  );
  let best: readonly Action[] = [];
  let bestEffort = Infinity;
  const total = score.lines.reduce((sum, line) => sum + line.points, 0);
  const visit = (
    index: number,
    chosen: readonly Action[],
    points: number,
    effort: number,
  ): void => {
    if (effort >= bestEffort) return;
    if (floorToTenth(points) >= limit) {
      best = chosen;
      bestEffort = effort;
      return;
    }
    for (const choice of choices[index] ?? []) {
      if (choice === undefined) visit(index + 1, chosen, points, effort);
      else visit(index + 1, [...chosen, choice], points + choice.gain, effort + choice.effort);
    }
  };
  visit(0, [], total, 0);
  return [...best].sort((a, b) => a.effort - b.effort || compare(a.line, b.line));
}

function compare(a: string, b: string): number {
  if (a < b) return -1;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: a sort asks only whether one comes before another.
  return a > b ? 1 : 0;
}
