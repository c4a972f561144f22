/** What a Python literal can hold here. */
export type Literal =
  string | boolean | readonly Literal[] | { readonly [key: string]: Literal } | Call;

/** A call such as `find_packages(where="src")`. */
export interface Call {
  readonly call: string;
  readonly arguments: readonly Literal[];
  readonly named: ReadonlyMap<string, Literal>;
}

export const isCall = (value: unknown): value is Call =>
  typeof value === 'object' && value !== null && 'call' in value && 'named' in value;

/**
 * Reads the value of a keyword argument out of the text of a Python file, such as `install_requires` of a setup.py. Only
 * literals are understood, and names that the same file assigns one to; nothing is executed. Undefined for all else.
 */
export function keywordValue(python: string, keyword: string): Literal | undefined {
  const found = new RegExp(`(?:[(,]|^)\\s*${keyword}\\s*=(?!=)\\s*`, 'm').exec(python);
  if (found === null) return undefined;
  return new LiteralReader(python, found.index + found[0].length).read(0);
}

/** The literal that stands at a place of a Python file. */
export const literalAt = (python: string, index: number): Literal | undefined =>
  new LiteralReader(python, index).read(0);

const maximumDepth = 20;

class LiteralReader {
  constructor(
    private readonly text: string,
    private index: number,
    private readonly followsNames = true,
  ) {}

  read(depth: number): Literal | undefined {
    if (depth > maximumDepth) return undefined;
    this.skipBlanks();
    const character = this.text[this.index] ?? '';
    if (character === '[' || character === '(') return this.list(depth);
    if (character === '{') return this.table(depth);
    const string = this.string();
    return string ?? this.name(depth);
  }

  private skipBlanks(): void {
    const blank = /(?:\s|#[^\n]*|\\\n)*/y;
    blank.lastIndex = this.index;
    blank.exec(this.text);
    this.index = blank.lastIndex;
  }

  /** Adjacent strings are one. */
  private string(): string | undefined {
    let value: string | undefined;
    for (;;) {
      const pattern = /[rbu]{0,2}(?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|"([^"\n]*)"|'([^'\n]*)')/iy;
      pattern.lastIndex = this.index;
      const found = pattern.exec(this.text);
      if (found === null) return value;
      value = (value ?? '') + (found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
      this.index = pattern.lastIndex;
      this.skipBlanks();
    }
  }

  private list(depth: number): readonly Literal[] | undefined {
    this.index += 1;
    const items: Literal[] = [];
    for (;;) {
      this.skipBlanks();
      if (/[\])]/.test(this.text[this.index] ?? '')) {
        this.index += 1;
        return items;
      }
      if (this.text[this.index] === '*') this.index += 1;
      const item = this.read(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.skipBlanks();
      if (this.text[this.index] === ',') this.index += 1;
      else if (!/[\])]/.test(this.text[this.index] ?? '')) return undefined;
    }
  }

  private table(depth: number): Literal | undefined {
    this.index += 1;
    const entries: [string, Literal][] = [];
    for (;;) {
      this.skipBlanks();
      if (this.text[this.index] === '}') {
        this.index += 1;
        return Object.fromEntries(entries);
      }
      const key = this.string();
      this.skipBlanks();
      if (key === undefined || this.text[this.index] !== ':') return undefined;
      this.index += 1;
      const value = this.read(depth + 1);
      if (value === undefined) return undefined;
      entries.push([key, value]);
      this.skipBlanks();
      if (this.text[this.index] === ',') this.index += 1;
      else if (this.text[this.index] !== '}') return undefined;
    }
  }

  private name(depth: number): Literal | undefined {
    const pattern = /[A-Za-z_][\w.]*/y;
    pattern.lastIndex = this.index;
    const name = pattern.exec(this.text)?.[0];
    if (name === undefined) return undefined;
    this.index = pattern.lastIndex;
    if (name === 'True' || name === 'False') return name === 'True';
    if (this.text[this.index] === '(') return this.call(name, depth);
    if (!this.followsNames || name.includes('.')) return undefined;
    const assigned = new RegExp(`^${name}(?:\\s*:[^=\\n]+)?\\s*=(?!=)\\s*`, 'm').exec(this.text);
    if (assigned === null) return undefined;
    return new LiteralReader(this.text, assigned.index + assigned[0].length, false).read(depth + 1);
  }

  private call(name: string, depth: number): Call | undefined {
    this.index += 1;
    const values: Literal[] = [];
    const named = new Map<string, Literal>();
    for (;;) {
      this.skipBlanks();
      if (this.text[this.index] === ')') {
        this.index += 1;
        return { call: name, arguments: values, named };
      }
      const keyword = /([A-Za-z_]\w*)\s*=(?!=)/y;
      keyword.lastIndex = this.index;
      const key = keyword.exec(this.text)?.[1];
      if (key !== undefined) this.index = keyword.lastIndex;
      const value = this.read(depth + 1);
      if (value === undefined) return undefined;
      if (key === undefined) values.push(value);
      else named.set(key, value);
      this.skipBlanks();
      if (this.text[this.index] === ',') this.index += 1;
      else if (this.text[this.index] !== ')') return undefined;
    }
  }
}
