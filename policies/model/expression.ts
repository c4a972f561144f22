import { type Position, type Text } from './workflow';

/** One `${{ … }}` in a scalar, with its own position. */
export interface Expression extends Position {
  /** What stands between the braces, trimmed. */
  readonly body: string;
}

const PATTERN = /\$\{\{([\s\S]*?)\}\}/g;

/** The expressions of a scalar. They are searched in the source text, so positions are exact in block scalars too. */
export function expressionsOf(text: Text): readonly Expression[] {
  if (!text.raw.includes('${{')) return [];
  return [...text.raw.matchAll(PATTERN)].map((match) => ({
    body: (match[1] ?? '').trim(),
    ...positionIn(text, match.index),
  }));
}

/** Position of a character of `text.raw`. */
export function positionIn(text: Text, index: number): Position {
  const before = text.raw.slice(0, index);
  const breaks = before.split('\n').length - 1;
  if (breaks === 0) return { line: text.line, column: text.column + index };
  return { line: text.line + breaks, column: index - before.lastIndexOf('\n') };
}

/**
 * The context paths an expression reads, in lower case with indexes written as dots, such as
 * `github.event.pull_request.title`. String literals are left out.
 */
export function contextPaths(body: string): readonly string[] {
  const plain = body
    .replace(/\[\s*'([A-Za-z_][\w-]*)'\s*\]/g, '.$1')
    .replace(/\[\s*(?:\d+|\*)\s*\]/g, '.*')
    .replace(/'(?:[^']|'')*'/g, ' ');
  const paths = plain.match(/[A-Za-z_][\w-]*(?:\s*\.\s*(?:[A-Za-z_][\w-]*|\*))+/g) ?? [];
  // A whole context handed to a function, such as toJSON(needs), holds all of its values.
  const whole = [...plain.matchAll(/\btojson\(\s*(github|needs|steps|inputs|env|matrix)\s*\)/gi)];
  return [...paths, ...whole.map((match) => `${match[1] ?? ''}.*`)].map((path) =>
    path.replace(/\s+/g, '').toLowerCase(),
  );
}
