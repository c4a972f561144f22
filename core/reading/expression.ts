import { parseExpression, type Node } from './expression-tree';
import { perText } from './memo';
import { type Position, type Text } from './workflow';

/** One `${{ … }}` in a scalar, with its own position. */
export interface Expression extends Position {
  /** Content between the braces, trimmed. */
  readonly body: string;
}

/** The expressions of a scalar, with exact positions where its source text shows them. */
export function expressionsOf(text: Text): readonly Expression[] {
  const { raw, value } = text;
  const found = expressionsIn(value);
  if (found.length === 0) return [];
  const shown = raw === value ? found : expressionsIn(raw);
  // An escape or a folded line can hide one: then only the place of the scalar is known.
  const isShown = shown.length === found.length;
  return found.map(
    ({ body }, index) => new Located(text, body, isShown ? (shown[index]?.start ?? 0) : 0),
  );
}

/** One `${{ … }}` of a text. */
export interface Span {
  readonly body: string;
  readonly start: number;
  /** Behind the closing braces. */
  readonly end: number;
}

/**
 * The expressions of a text, as GitHub finds them: braces between quotes close none. Behind one that nothing closes GitHub
 * finds no other.
 * https://github.com/actions/languageservices/blob/main/workflow-parser/src/templates/template-reader.ts
 */
export const expressionsIn: (text: string) => readonly Span[] = perText((text) => {
  const spans: Span[] = [];
  let from = text.indexOf(OPEN);
  while (from >= 0) {
    const close = closeOf(text, from + OPEN.length);
    if (close === undefined) break;
    const body = text.slice(from + OPEN.length, close).trim();
    spans.push({ body, start: from, end: close + CLOSE.length });
    from = text.indexOf(OPEN, close + CLOSE.length);
  }
  return spans;
});

/** The expression that a text is as a whole; undefined where there is anything else in it. */
export function onlyExpressionIn(text: string): string | undefined {
  const [first] = expressionsIn(text);
  return first?.start === 0 && first.end === text.length ? first.body : undefined;
}

/** Replaces each expression of a text by what a function gives for its body. */
export function replaceExpressions(
  text: string,
  by: (body: string, whole: string) => string,
): string {
  let end = 0;
  const parts = expressionsIn(text).map((span) => {
    const before = text.slice(end, span.start);
    end = span.end;
    return before + by(span.body, text.slice(span.start, span.end));
  });
  return parts.join('') + text.slice(end);
}

/** The tree of a condition, with or without `${{ }}` around it; undefined for a text that is always true, or no expression. */
export function conditionOf({ value }: Text): Node | undefined {
  return parseExpression(value.includes(OPEN) ? (onlyExpressionIn(value) ?? '') : value);
}

const OPEN = '${{';
const CLOSE = '}}';

function closeOf(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith(CLOSE, index)) return index;
  }
  return undefined;
}

class Located implements Expression {
  constructor(
    private readonly text: Text,
    readonly body: string,
    private readonly index: number,
  ) {}

  get line(): number {
    return this.text.positionAt(this.index).line;
  }

  get column(): number {
    return this.text.positionAt(this.index).column;
  }
}
