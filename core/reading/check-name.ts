import {
  combinationsOf,
  isUnknown,
  memberOf,
  shownTexts,
  type Combination,
  type MatrixValue,
} from './matrix';
import { perObject } from './memo';
import { type Job, type Text } from './workflow';
import { plainScalar, scalarText, type YamlScalar } from './yaml-scalar';

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
    return WHOLE.test(item) ? `(?:${separated})?` : separated;
  });
  const values = `(?:${literal(open)}${parts.join('')}\\))`;
  const isOptional = texts.every((item) => WHOLE.test(item));
  const whole = isOptional ? `(?:${literal(name)}|${values})` : values;
  return { text, pattern: `(?:${whole}|${cut(open)})` };
}

/** A name of which the run evaluates the expressions; those that read the matrix are known here. */
function evaluated(template: string, combination: Combination): Name {
  // Whether GitHub keeps blanks at the ends of a name is not documented: they are left out of every comparison.
  const name = template
    // A function, since `$` in a value is no reference.
    .replace(EXPRESSION, (found, body: string) => textOfExpression(body, combination) ?? found)
    .trim();
  const text = shownText(name);
  // Whether GitHub cuts such a name is not documented either.
  if (!isUnknown(name) && name.length <= LONGEST) return { text };
  const inner = name.replace(/^(\$\{\{[^]*?\}\})\s+/, '$1').replace(/\s+(\$\{\{[^]*?\}\})$/, '$1');
  return { text, pattern: `(?:${pattern(inner)}|${cut(inner)})` };
}

const EXPRESSION = /\$\{\{([\s\S]*?)\}\}/g;
const WHOLE = /^\s*\$\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/;

/** What an expression gives in a text; undefined where only the run knows. */
function textOfExpression(body: string, combination: Combination): string | undefined {
  let value: MatrixValue | undefined;
  for (const operand of body.split('||')) {
    value = valueOf(operand.trim(), combination);
    if (value === undefined || isUnknown(value)) return undefined;
    // GitHub's `||` gives the first operand that is not empty.
    if (value !== null && value !== '' && value !== false && value !== 0) break;
  }
  if (value instanceof Map) return 'Object';
  return Array.isArray(value) ? 'Array' : scalarText(value as YamlScalar);
}

/** The value of a text, or of a path into the matrix; undefined for anything else. */
function valueOf(operand: string, { values, open }: Combination): MatrixValue | undefined {
  const [, quoted] = /^'((?:[^']|'')*)'$/.exec(operand) ?? [];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  if (!/^matrix(?:\.[\w-]+|\[\s*(?:'[^']*'|\d+)\s*\])+$/i.test(operand)) return undefined;
  const keys = [...operand.matchAll(/\.([\w-]+)|\[\s*(?:'([^']*)'|(\d+))\s*\]/g)].map(
    ([, name, key, index]) => name ?? key ?? index ?? '',
  );
  let value: MatrixValue | undefined = values;
  for (const key of keys) {
    if (isUnknown(value) || (value === values && open && !values.has(key.toLowerCase())))
      return undefined;
    value = memberOf(value, key);
  }
  return value ?? null;
}

/** For people: `…` in place of an expression. */
const shownText = (text: string): string => text.replace(EXPRESSION, '…');

/** Matches a text of which the run evaluates the expressions. */
const pattern = (text: string): string => text.split(UNKNOWN).map(literal).join('[^]*');

/** The same without a group, so that splitting leaves the bodies out. */
const UNKNOWN = /\$\{\{[\s\S]*?\}\}/;

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
