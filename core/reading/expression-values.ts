import { parseExpression, resultsOfCase, type Node } from './expression-tree';
import { perText } from './memo';

/** A value of a context that ends up in what an expression gives. */
export interface ContextValue {
  /** Names from the context down, in lower case; `*` for a part that only the run knows, or for each part. */
  readonly path: readonly string[];
  /** Whether all that is below the path comes with it, as with `toJSON`. */
  readonly whole: boolean;
}

/** Functions whose result says nothing of the text that they are given. */
const FIXED_RESULT: ReadonlySet<string> = new Set([
  ...['contains', 'startswith', 'endswith', 'hashfiles'],
  ...['success', 'failure', 'always', 'cancelled'],
]);

/** The values that an expression gives, in whole or in part. What it compares, or tests, is not among them. */
export const valuesOf: (body: string) => readonly ContextValue[] = perText((body) => {
  const node = parseExpression(body);
  return node === undefined ? [] : valuesIn(node);
});

/** The values that a node of an expression gives; see {@link valuesOf}. */
export function valuesIn(node: Node): readonly ContextValue[] {
  switch (node.kind) {
    case 'literal':
    case 'not':
    case 'comparison':
      return [];
    case 'context':
    case 'part':
      return ofPath(node);
    case 'call':
      return ofCall(node.name, node.args);
    case 'and':
      // An operand before the last one is given only where it counts as false, and then it is empty.
      return node.args.slice(-1).flatMap(valuesIn);
    case 'or':
      return node.args.flatMap(valuesIn);
  }
}

/** The path of a context's value, such as `github.event.issue.title`; undefined for any other node. */
export function pathOf(node: Node): readonly string[] | undefined {
  if (node.kind === 'context') return [node.name];
  if (node.kind !== 'part') return undefined;
  const parent = pathOf(node.of);
  if (parent === undefined) return undefined;
  const { by } = node;
  const isKnown = by !== '*' && by.kind === 'literal';
  return [...parent, isKnown ? String(by.value).toLowerCase() : '*'];
}

function ofPath(node: Node & { readonly kind: 'context' | 'part' }): readonly ContextValue[] {
  const path = pathOf(node);
  if (path !== undefined) return [{ path, whole: false }];
  // A part of what a function gives: which one is not known here.
  return node.kind === 'part' ? valuesIn(node.of) : [];
}

function ofCall(name: string, args: readonly Node[]): readonly ContextValue[] {
  if (FIXED_RESULT.has(name)) return [];
  if (name === 'case') return resultsOfCase(args).flatMap(valuesIn);
  const values = args.flatMap(valuesIn);
  return name === 'tojson' ? values.map(({ path }) => ({ path, whole: true })) : values;
}

/**
 * Whether a value may be what a pattern names: of equal length where it is a single value, below it where it is whole.
 *
 * @param pattern names; `*` for any.
 */
export function mayBe({ path, whole }: ContextValue, pattern: readonly string[]): boolean {
  if (whole ? path.length > pattern.length : path.length !== pattern.length) return false;
  return path.every(
    (name, index) => name === '*' || pattern[index] === '*' || pattern[index] === name,
  );
}

/** Whether a value may be what any of the patterns names. */
export function mayBeOneOf(value: ContextValue, patterns: readonly (readonly string[])[]): boolean {
  return patterns.some((pattern) => mayBe(value, pattern));
}

/** Patterns from texts such as `github.event.commits.*.message`. */
export function patternsOf(...texts: readonly string[]): readonly (readonly string[])[] {
  return texts.map((text) => text.split('.'));
}
