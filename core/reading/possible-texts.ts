import { expressionsIn, replaceExpressions } from './expression';
import { parseExpression, resultsOfCase, type Node } from './expression-tree';
import { pathOf } from './expression-values';
import { combinationsOf, isUnknown, memberOf, type Combination, type MatrixValue } from './matrix';
import { type Job, type Text } from './workflow';
import { scalarText, type YamlScalar } from './yaml-scalar';

/** A value that an expression may give; undefined where only the run knows it. */
type Possible = MatrixValue | undefined;

/** Most texts of one scalar; beyond these a rule learns nothing more. */
const MOST = 1_000;

/**
 * The texts that a scalar of a job may be: expressions that read the matrix are evaluated for each of its jobs, and those
 * that choose between values give each of them. What only the run knows stays an expression.
 */
export function possibleTexts({ value }: Text, { matrix }: Pick<Job, 'matrix'>): readonly string[] {
  if (expressionsIn(value).length === 0) return [value];
  const combinations = matrix === undefined ? [alone] : combinationsOf(matrix);
  const texts = new Set<string>();
  for (const combination of combinations) {
    for (const text of choices(value, combination)) texts.add(text);
    if (texts.size >= MOST) break;
  }
  return [...texts];
}

const alone: Combination = { shown: [], values: new Map(), open: false, certain: true };

function choices(template: string, combination: Combination): readonly string[] {
  let texts = [''];
  let end = 0;
  for (const span of expressionsIn(template)) {
    const before = template.slice(end, span.start);
    const whole = template.slice(span.start, span.end);
    const values = possibleValues(span.body, combination).map((item) => shown(item) ?? whole);
    texts = texts
      .flatMap((text) => [...new Set(values)].map((value) => text + before + value))
      .slice(0, MOST);
    end = span.end;
  }
  return texts.map((text) => text + template.slice(end));
}

/** A text of which each expression that has one value in a job of the matrix is replaced by it. */
export function evaluatedIn(template: string, combination: Combination): string {
  return replaceExpressions(template, (body, whole) => {
    const values = possibleValues(body, combination);
    return (values.length === 1 ? shown(values[0]) : undefined) ?? whole;
  });
}

function possibleValues(body: string, combination: Combination): readonly Possible[] {
  const node = parseExpression(body);
  return node === undefined ? [undefined] : possible(node, combination);
}

function possible(node: Node, combination: Combination): readonly Possible[] {
  switch (node.kind) {
    case 'literal':
      return [node.value];
    case 'part':
      return [matrixValue(node, combination)];
    case 'or':
      return chosen(node.args, combination, (value) => !isFalse(value));
    case 'and':
      return chosen(node.args, combination, isFalse);
    case 'call':
      if (node.name === 'case')
        return resultsOfCase(node.args).flatMap((item) => possible(item, combination));
      return node.name === 'format' ? formatted(node.args, combination) : [undefined];
    default:
      return [undefined];
  }
}

/**
 * What `format(template, …)` gives for each choice of values; undefined where one that the template names is not known.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#format
 */
function formatted(args: readonly Node[], combination: Combination): readonly Possible[] {
  const [templates = [undefined], ...values] = args.map((item) => possible(item, combination));
  return templates.flatMap((template): readonly Possible[] => {
    if (typeof template !== 'string') return [undefined];
    let texts: readonly (string | undefined)[] = [''];
    // Doubled braces are one of text; a single one that encloses no number is an error of GitHub's.
    for (const [part, number] of template.matchAll(/\{\{|\}\}|\{(\d+)\}|[^{}]+|[{}]/g)) {
      const choices = number === undefined ? [literal(part)] : values[Number(number)]?.map(shown);
      if (choices === undefined) return [undefined];
      texts = texts
        .flatMap((text) =>
          choices.map((choice) =>
            text === undefined || choice === undefined ? undefined : text + choice,
          ),
        )
        .slice(0, MOST);
    }
    return texts;
  });
}

/** The text of a part of a template; undefined for a lone brace, which GitHub refuses. */
function literal(part: string): string | undefined {
  if (part === '{{' || part === '}}') return part.charAt(0);
  return part === '{' || part === '}' ? undefined : part;
}

/** GitHub's `||` and `&&` give the first operand that ends them, else the last one. */
function chosen(
  args: readonly Node[],
  combination: Combination,
  ends: (value: MatrixValue) => boolean,
): readonly Possible[] {
  const found: Possible[] = [];
  for (const [index, item] of args.entries()) {
    const values = possible(item, combination);
    const isLast = index === args.length - 1;
    found.push(...values.filter((value) => isLast || value === undefined || ends(value)));
    if (values.every((value) => value !== undefined && ends(value))) break;
  }
  return found;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals */
function isFalse(value: MatrixValue): boolean {
  return value === null || value === '' || value === false || value === 0 || Number.isNaN(value);
}

/** The value of a path into the matrix; undefined for any other path, and where only the run knows. */
function matrixValue(node: Node, { values, open }: Combination): Possible {
  const [context, ...keys] = pathOf(node) ?? [];
  if (context !== 'matrix') return undefined;
  let value: MatrixValue | undefined = values;
  for (const key of keys) {
    if (isUnknown(value) || (value === values && open && !values.has(key))) return undefined;
    if (key === '*') return undefined;
    value = memberOf(value, key);
  }
  return isUnknown(value) ? undefined : (value ?? null);
}

/** How a value shows in a text. */
function shown(value: Possible): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Map) return 'Object';
  return Array.isArray(value) ? 'Array' : scalarText(value as YamlScalar);
}
