import type * as Expressions from '@actions/expressions' with { 'resolution-mode': 'import' };
import type { ExprVisitor } from '@actions/expressions/ast' with { 'resolution-mode': 'import' };
import { perText } from './memo';

/** An expression of GitHub's workflow language, without its braces. Parentheses are the tree's own. */
export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** A context such as `github`, in lower case. */
  | { readonly kind: 'context'; readonly name: string }
  /** A part of a value: by name, by number, or by what an expression gives; `*` for each of its parts. */
  | { readonly kind: 'part'; readonly of: Node; readonly by: Node | '*' }
  /** A function by its name in lower case. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'not'; readonly of: Node }
  | {
      readonly kind: 'comparison';
      readonly operator: string;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'and' | 'or'; readonly args: readonly Node[] };

/**
 * Longest expression that is read, characters: GitHub's own limit.
 * https://github.com/actions/languageservices/blob/main/expressions/src/errors.ts
 */
const LONGEST = 21_000;

/**
 * Reads an expression with GitHub's own parser. Contexts and functions that the parser does not know yet are taken as they
 * are.
 *
 * @returns undefined for what GitHub does not take for an expression either.
 */
export const parseExpression: (body: string) => Node | undefined = perText((body) => {
  if (body.length > LONGEST || body.trim() === '') return undefined;
  // Most expressions are a path of names, for which the parser would have to be loaded and run.
  if (PATH.test(body)) return pathTree(body);
  try {
    const { Lexer, Parser } = loadParser();
    const { tokens } = new Lexer(body).lex();
    const names = [...new Set(body.match(/[A-Za-z_][\w-]*/g) ?? [])];
    const functions = names.map((name) => ({ name, minArgs: 0, maxArgs: Infinity }));
    return new Parser(tokens, names, functions).parse().accept(reader);
  } catch {
    return undefined;
  }
});

/** A value of a context, such as `github.event.issue.title`. A word alone may be a literal. */
const PATH = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)+$/;

function pathTree(body: string): Node {
  const [context = '', ...names] = body.split('.');
  return names.reduce<Node>(
    (of, name) => ({ kind: 'part', of, by: { kind: 'literal', value: name } }),
    { kind: 'context', name: context.toLowerCase() },
  );
}

/** What `case(condition, value, …, otherwise)` may give, of its arguments. */
export function resultsOfCase(args: readonly Node[]): readonly Node[] {
  return args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
}

/** All nodes of a tree, each before its parts. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const part of partsOf(node)) yield* nodesOf(part);
}

function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'context':
      return [];
    case 'part':
      return node.by === '*' ? [node.of] : [node.of, node.by];
    case 'not':
      return [node.of];
    case 'comparison':
      return [node.left, node.right];
    case 'call':
    case 'and':
    case 'or':
      return node.args;
  }
}

const reader: ExprVisitor<Node> = {
  visitLiteral: ({ literal }) => {
    const { value } = literal as { readonly value?: unknown };
    const isNull =
      typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean';
    return { kind: 'literal', value: isNull ? null : value };
  },
  visitContextAccess: ({ name }) => ({ kind: 'context', name: name.lexeme.toLowerCase() }),
  visitIndexAccess: ({ expr, index }) => ({
    kind: 'part',
    of: expr.accept(reader),
    // The parser's node for `*` is the only one without a field, and takes no visitor.
    by: Object.keys(index).length === 0 ? '*' : index.accept(reader),
  }),
  visitFunctionCall: ({ functionName, args }) => ({
    kind: 'call',
    name: functionName.lexeme.toLowerCase(),
    args: args.map((item) => item.accept(reader)),
  }),
  visitUnary: ({ expr }) => ({ kind: 'not', of: expr.accept(reader) }),
  visitBinary: ({ left, operator, right }) => ({
    kind: 'comparison',
    operator: operator.lexeme,
    left: left.accept(reader),
    right: right.accept(reader),
  }),
  visitLogical: ({ operator, args }) => ({
    kind: operator.lexeme === '&&' ? 'and' : 'or',
    args: args.map((item) => item.accept(reader)),
  }),
  visitGrouping: ({ group }) => group.accept(reader),
};

function loadParser(): typeof Expressions {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a built bundle, loaded when first needed
  return require('../../build/expressions.cjs') as typeof Expressions;
}
