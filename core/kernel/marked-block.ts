/** First and last line of a part that is ours. */
export interface BlockMarks {
  readonly first: string;
  readonly last: string;
}

/** First and last line of the part of a shared file that is ours. */
export const blockMarks: BlockMarks = { first: '# gatehouse:begin', last: '# gatehouse:end' };

/** The marks of one of several parts of a file, with the blanks before them. */
export const marksOf = (part: string, margin = ''): BlockMarks => ({
  first: `${margin}${blockMarks.first} ${part}`,
  last: `${margin}${blockMarks.last} ${part}`,
});

/** A text with at most one part that is ours; the texts together with the marks are all of it. */
export interface MarkedText {
  readonly before: string;
  /** Undefined where there is none. */
  readonly part: MarkedPart | undefined;
  readonly after: string;
}

interface MarkedPart {
  /** Its lines without the marks, joined by line feeds. */
  readonly block: string;
  /** The line break after its last mark; empty at the end of a text without one. */
  readonly end: string;
}

/**
 * Takes a text apart, or says in words in which way its marks do not delimit exactly one part.
 *
 * @param marks without blanks before them; any number of blanks may precede them in the text.
 */
export function readMarked(
  text: string,
  { first, last }: BlockMarks = blockMarks,
): MarkedText | string {
  const lines = text.split(/(?<=\n)/);
  const plain = lines.map((line) => line.replace(/\r?\n$/, ''));
  const at = (mark: string) =>
    plain.flatMap((line, index) => (line.replace(/^ +/, '') === mark ? [index] : []));
  const [begins, ends] = [at(first), at(last)];
  const [[begin], [end]] = [begins, ends];
  if (begin === undefined && end === undefined) return { before: text, part: undefined, after: '' };
  for (const [mark, found] of [
    [first, begins],
    [last, ends],
  ] as const) {
    if (found.length !== 1) return `the line "${mark}" is there ${found.length} times, not once`;
  }
  if (begin === undefined || end === undefined || end < begin)
    return `the line "${last}" stands before "${first}"`;
  return {
    before: lines.slice(0, begin).join(''),
    part: {
      block: plain.slice(begin + 1, end).join('\n'),
      end: /\r?\n$/.exec(lines[end] ?? '')?.[0] ?? '',
    },
    after: lines.slice(end + 1).join(''),
  };
}

/**
 * A text with the block, and all else byte for byte as it is. A block that is there already stays in its place if it may;
 * otherwise it goes to the end. A text without a line break at its end is given one before the block, and then the block has
 * none after it, by which {@link withoutBlock} knows whose the break is.
 *
 * @param mayPrecede whether the block may stand before what follows it.
 * @param marks the lines around the block.
 */
export function withBlock(
  text: MarkedText,
  block: string,
  mayPrecede: (after: string) => boolean = () => true,
  marks: BlockMarks = blockMarks,
): string {
  const marked = (lineBreak: string): string =>
    [marks.first, ...block.split('\n'), marks.last].join(lineBreak);
  const { before, part, after } = text;
  if (part !== undefined && mayPrecede(after))
    return `${before}${marked(breakIn(before + after + part.end))}${part.end}${after}`;
  const rest = withoutBlock(text);
  if (rest === '' || rest.endsWith('\n')) return `${rest}${marked(breakIn(rest))}${breakIn(rest)}`;
  const end = ownBreak(rest);
  return `${rest}${end}${marked(breakIn(rest + end))}`;
}

/** A text without the block, as it was before. */
export function withoutBlock({ before, part, after }: MarkedText): string {
  return part?.end === '' ? before.replace(/\r?\n$/, '') : before + after;
}

/** The line break that a text uses first. */
const breakIn = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n';

/** After a carriage return a line feed alone would be taken for a part of what was there before. */
const ownBreak = (rest: string): string => (rest.endsWith('\r') ? '\r\n' : breakIn(rest));
