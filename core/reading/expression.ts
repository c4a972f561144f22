import { perText } from './memo';
import { type Position, type Text } from './workflow';

/** One `${{ … }}` in a scalar, with its own position. */
export interface Expression extends Position {
  /** Content between the braces, trimmed. */
  readonly body: string;
}

const PATTERN = /\$\{\{([\s\S]*?)\}\}/g;

/** The expressions of a scalar. They are searched in the source text, so positions are exact in block scalars too. */
export function expressionsOf(text: Text): readonly Expression[] {
  const { raw } = text;
  if (!raw.includes('${{')) return [];
  return found(raw).map(({ body, index }) => new Located(text, body, index));
}

const found = perText((raw) =>
  [...raw.matchAll(PATTERN)].map(({ 1: body = '', index }) => ({ body: body.trim(), index })),
);

class Located implements Expression {
  constructor(
    private readonly text: Text,
    readonly body: string,
    private readonly index: number,
  ) {}

  get line(): number {
    return positionIn(this.text, this.index).line;
  }

  get column(): number {
    return positionIn(this.text, this.index).column;
  }
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
export const contextPaths: (body: string) => readonly string[] = perText((body) => {
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
});
