import { expressionsIn, onlyExpressionIn, replaceExpressions } from './expression';
import { combinationsOf, isUnknown, shownTexts, type Combination } from './matrix';
import { perObject } from './memo';
import { evaluatedIn } from './possible-texts';
import { type Job, type Text } from './workflow';
import { plainScalar, scalarText } from './yaml-scalar';

/** What a job's check is called. */
export interface CheckName {
  /** The name; `…` stands for what only the run knows. */
  readonly text: string;
  /** Source of an expression for the names it may have, where only the run knows. */
  readonly pattern?: string;
  /** Whether there is such a job, whatever the run knows. */
  readonly certain: boolean;
}

/** Longer names are cut by GitHub. */
const LONGEST = 100;

/**
 * The names of a job, one for each combination of its matrix: its name, else its id, with the matrix values in parentheses
 * behind it, unless the name has an expression of its own.
 * https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/JobNameBuilder.cs
 */
export const namesOf: (job: Job) => readonly CheckName[] = perObject((job: Job) => {
  const combinations = job.matrix === undefined ? [none] : combinationsOf(job.matrix);
  const template = job.name === undefined ? '' : textOf(job.name);
  const names = combinations.map((combination): CheckName => {
    const { certain } = combination;
    const name = template.includes('${{')
      ? evaluated(template, combination)
      : withValues(template === '' ? job.id : template, combination);
    // A name that turns out empty is none.
    const { text, pattern } = name.text === '' ? withValues(job.id, combination) : name;
    return pattern === undefined ? { text, certain } : { text, pattern, certain: false };
  });
  return unique(names);
});

/** A name without quotes may be a number to GitHub, and is shown as that. */
const textOf = ({ raw, value }: Text): string =>
  raw === value ? scalarText(plainScalar(value)) : value;

const none: Combination = { shown: [], values: new Map(), open: false, certain: true };

type Name = Omit<CheckName, 'certain'>;

function withValues(name: string, { shown }: Combination): Name {
  const texts = shown.flatMap(shownTexts);
  const text = texts.length === 0 ? name : `${name} (${texts.map(shownText).join(', ')})`;
  if (!texts.some(isUnknown))
    return { text: text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text };
  const open = `${name} (`;
  const parts = texts.map((item) => {
    const separated = `(?:(?<=${literal(open)})|, )${pattern(item)}`;
    // An expression alone may be a list of values, or empty.
    return isExpression(item) ? `(?:${separated})?` : separated;
  });
  const values = `(?:${literal(open)}${parts.join('')}\\))`;
  const isOptional = texts.every((item) => isExpression(item));
  const whole = isOptional ? `(?:${literal(name)}|${values})` : values;
  return { text, pattern: `(?:${whole}|${cut(open)})` };
}

const isExpression = (text: string): boolean => onlyExpressionIn(text.trim()) !== undefined;

/** A name of which the run evaluates the expressions; those that read the matrix are known here. */
function evaluated(template: string, combination: Combination): Name {
  // Whether GitHub keeps blanks at the ends of a name is not documented: they are left out of every comparison.
  const name = evaluatedIn(template, combination).trim();
  const text = shownText(name);
  // Whether GitHub cuts such a name is not documented either.
  if (!isUnknown(name) && name.length <= LONGEST) return { text };
  const inner = withoutOuterBlanks(name);
  return { text, pattern: `(?:${pattern(inner)}|${cut(inner)})` };
}

/** For people: `…` in place of an expression. */
const shownText = (text: string): string => replaceExpressions(text, () => '…');

/** Matches a text of which the run evaluates the expressions. */
const pattern = (text: string): string => textsAround(text).map(literal).join('[^]*');

/** The parts of a text between its expressions. */
function textsAround(text: string): readonly string[] {
  const spans = expressionsIn(text);
  const starts = [0, ...spans.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, spans[index]?.start));
}

/** The blanks beside an expression at either end, which may be empty, are at the end of the name then. */
function withoutOuterBlanks(name: string): string {
  const spans = expressionsIn(name);
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) return name;
  const start = first.start === 0 ? first.end : 0;
  const end = last.end === name.length ? last.start : name.length;
  if (start > end) return name;
  const inner = name.slice(start, end);
  const left = start === 0 ? inner : inner.trimStart();
  const middle = end === name.length ? left : left.trimEnd();
  return name.slice(0, start) + middle + name.slice(end);
}

/** Matches the names that begin so, as far as that is known, and are cut. */
const cut = (text: string): string =>
  `${literal((text.split('${{')[0] ?? '').slice(0, LONGEST - 3))}[^]*\\.\\.\\.`;

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function unique(names: readonly CheckName[]): readonly CheckName[] {
  const found = new Map<string, CheckName>();
  for (const name of names) {
    const key = name.pattern ?? name.text;
    if (found.get(key)?.certain !== true) found.set(key, name);
  }
  return [...found.values()];
}

/** The name of a check of a called workflow: the calling job's, then the called one's. */
export function joined(outer: CheckName, inner: CheckName): CheckName {
  const text = `${outer.text} / ${inner.text}`;
  const certain = outer.certain && inner.certain;
  if (outer.pattern === undefined && inner.pattern === undefined) return { text, certain };
  const parts = [outer, inner].map((name) => name.pattern ?? literal(name.text));
  return { text, pattern: parts.join(' / '), certain };
}

/** The names of what is called, where that is not known. */
export const anyName: CheckName = { text: '…', pattern: '[^]+', certain: false };

/** Whether a check may be called so. */
export function isCalled({ text, pattern: source }: CheckName, context: string): boolean {
  const name = context.trim();
  return source === undefined ? text.trim() === name : new RegExp(`^(?:${source})$`).test(name);
}
