import { type Position, type Text } from './workflow';

/** The text of a file, and where its lines begin. */
export interface Source {
  readonly text: string;
  /** Offset of the first character of each line, ascending. */
  readonly lineStarts: readonly number[];
}

/** Offsets at which the lines of a text begin. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line and column of an offset, both 1-based. */
export function positionOf({ lineStarts }: Source, offset: number): Position {
  let low = 0;
  let high = lineStarts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return { line: Math.max(low, 1), column: offset - (lineStarts[low - 1] ?? 0) + 1 };
}

/**
 * A scalar of a source. A workflow has hundreds and a finding needs one or two, so that where it is, and its source
 * text, are looked up when they are asked for.
 */
export class SourceText implements Text {
  constructor(
    private readonly source: Source,
    readonly value: string,
    readonly offset: number,
    private readonly end: number,
  ) {}

  get raw(): string {
    return this.source.text.slice(this.offset, this.end);
  }

  positionAt(index: number): Position {
    return positionOf(this.source, this.offset + index);
  }

  get line(): number {
    return positionOf(this.source, this.offset).line;
  }

  get column(): number {
    return positionOf(this.source, this.offset).column;
  }
}
