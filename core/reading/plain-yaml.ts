import { readFlow } from './plain-yaml-flow';
import {
  blockScalar,
  plainScalarAt,
  quotedEnd,
  type Lines,
  Unusual,
  unquoted,
} from './plain-yaml-text';
import { type YamlList, type YamlMap, type YamlNode, type YamlText } from './yaml-tree';

/**
 * Reads the YAML that nearly all workflows are written in, several times as fast as the library: mappings and sequences by
 * indentation, plain and quoted scalars, block scalars, collections in brackets on one line.
 *
 * @returns undefined for anything else, such as anchors, tags, tabs, and for whatever may be an error: that is the library's
 * to judge. A property test holds the result to the library's, position by position.
 */
export function readPlainYaml(text: string, lineStarts: readonly number[]): YamlNode | undefined {
  if (/[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ufffe\uffff]/.test(text)) return undefined;
  try {
    return new PlainYaml(text, lineStarts).read();
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

const DASH = 45;
const COLON = 58;
const SPACE = 32;
const HASH = 35;

class PlainYaml {
  private readonly lines: Lines;
  /** Index of the line that is read next, which is none of blanks or comments. */
  private line = 0;

  constructor(
    private readonly text: string,
    starts: readonly number[],
  ) {
    this.lines = { text, starts, count: starts.length };
  }

  read(): YamlNode {
    this.skip();
    if (this.text.startsWith('---', this.start(this.line))) {
      this.expectEnd(this.start(this.line) + 3, this.end(this.line));
      this.line += 1;
      this.skip();
    }
    if (this.line >= this.lines.count || this.indent() !== 0) throw new Unusual();
    const root = this.map(0, this.start(this.line));
    if (this.line < this.lines.count) throw new Unusual();
    return root;
  }

  private start(line: number): number {
    return this.lines.starts[line] ?? this.text.length;
  }

  /** Offset of the line break, or of the text's end. */
  private end(line: number): number {
    return line + 1 < this.lines.count ? this.start(line + 1) - 1 : this.text.length;
  }

  /** Spaces before the present line's content. */
  private indent(): number {
    const start = this.start(this.line);
    let at = start;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    return at - start;
  }

  /** Goes on to the next line that is neither blank nor a comment. */
  private skip(): void {
    for (; this.line < this.lines.count; this.line += 1) {
      let at = this.start(this.line);
      while (this.text.charCodeAt(at) === SPACE) at += 1;
      if (at < this.end(this.line) && this.text.charCodeAt(at) !== HASH) return;
    }
  }

  private isDash(at: number): boolean {
    const next = this.text.charCodeAt(at + 1);
    return this.text.charCodeAt(at) === DASH && (next === SPACE || at + 1 >= this.end(this.line));
  }

  /** A mapping whose keys are `indent` columns in; the first one may be behind a dash. */
  private map(indent: number, first: number): YamlMap {
    const items: { key: YamlNode; value: YamlNode }[] = [];
    const names = new Set<string>();
    for (let at = first; ; at = this.start(this.line) + indent) {
      const { key, colon } = this.key(at);
      if (names.has(key.value)) throw new Unusual();
      names.add(key.value);
      items.push({ key, value: this.value(colon + 1, indent, true) });
      if (this.line >= this.lines.count) break;
      const next = this.indent();
      if (next < indent) break;
      if (next > indent) throw new Unusual();
    }
    return { kind: 'map', start: first, items };
  }

  private list(indent: number): YamlList {
    const items: YamlNode[] = [];
    while (this.line < this.lines.count && this.indent() === indent) {
      const at = this.start(this.line) + indent;
      if (!this.isDash(at)) break;
      items.push(this.item(at + 1, indent));
    }
    return { kind: 'list', items };
  }

  /** What is behind a dash: a mapping that begins there, or a value. */
  private item(after: number, indent: number): YamlNode {
    const end = this.end(this.line);
    let at = after;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    if (at < end && this.isDash(at)) throw new Unusual();
    return at < end && this.hasKey(at)
      ? this.map(at - this.start(this.line), at)
      : this.value(after, indent, false);
  }

  /** Whether a mapping begins at an offset of the present line. */
  private hasKey(at: number): boolean {
    const code = this.text.charAt(at);
    const end = this.end(this.line);
    if (code === '"' || code === "'") {
      let behind = quotedEnd(this.text, at, end);
      while (this.text.charCodeAt(behind) === SPACE) behind += 1;
      return this.text.charCodeAt(behind) === COLON;
    }
    if ('[{|>#&*!%@`'.includes(code)) return false;
    return this.colon(at, end) !== undefined;
  }

  /** The first colon that ends a key; none where a comment comes first. */
  private colon(at: number, end: number): number | undefined {
    for (let index = at; index < end; index += 1) {
      const code = this.text.charCodeAt(index);
      if (code === COLON && (index + 1 === end || this.text.charCodeAt(index + 1) === SPACE))
        return index;
      if (code === HASH && index > at && this.text.charCodeAt(index - 1) === SPACE)
        return undefined;
    }
    return undefined;
  }

  private key(at: number): { readonly key: YamlText; readonly colon: number } {
    const end = this.end(this.line);
    const first = this.text.charAt(at);
    if (first === '"' || first === "'") {
      const behind = quotedEnd(this.text, at, end);
      let colon = behind;
      while (this.text.charCodeAt(colon) === SPACE) colon += 1;
      const next = this.text.charCodeAt(colon + 1);
      const isKey = this.text.charCodeAt(colon) === COLON && (colon + 1 >= end || next === SPACE);
      if (!isKey) throw new Unusual();
      const value = unquoted(this.text.slice(at, behind));
      return { key: { kind: 'text', start: at, end: behind, value, plain: false }, colon };
    }
    // What may not begin a plain scalar, and marks of documents.
    if ('[]{},|>#&*!%@`?:-'.includes(first) && !/^[?:-][^\s]/.test(this.text.slice(at, at + 2)))
      throw new Unusual();
    if (/^(?:---|\.\.\.)/.test(this.text.slice(at, at + 3))) throw new Unusual();
    const colon = this.colon(at, end);
    // GitHub's reader and the library take longer keys for errors.
    if (colon === undefined || colon === at || colon - at > 1_000) throw new Unusual();
    let last = colon;
    while (this.text.charCodeAt(last - 1) === SPACE) last -= 1;
    return {
      key: { kind: 'text', start: at, end: last, value: this.text.slice(at, last), plain: true },
      colon,
    };
  }

  /**
   * What is behind a colon or a dash, on its line or on those below; afterwards the next line is that behind it.
   *
   * @param takesDash whether a sequence may be as far in as what it belongs to, as that of a key may.
   */
  private value(after: number, indent: number, takesDash: boolean): YamlNode {
    const end = this.end(this.line);
    let at = after;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    const first = this.text.charAt(at);
    if (at >= end || (first === '#' && at > after)) return this.below(at, indent, takesDash);
    if (first === '|' || first === '>') return this.block(at, indent);
    if (first === '[' || first === '{') {
      const flow = readFlow(this.text, at, indent);
      while (this.end(this.line) < flow.end) this.line += 1;
      this.expectEnd(flow.end, this.end(this.line));
      return this.finished(flow.node, indent);
    }
    if (first === '"' || first === "'") {
      const behind = quotedEnd(this.text, at, end);
      this.expectEnd(behind, end);
      const value = unquoted(this.text.slice(at, behind));
      return this.finished({ kind: 'text', start: at, end: behind, value, plain: false }, indent);
    }
    const { node, line } = plainScalarAt(this.lines, this.line, at, indent);
    this.line = line;
    return this.finished(node, indent);
  }

  /** A value that ends on its line: what is further in below belongs to it, which only the library reads. */
  private finished<N extends YamlNode>(node: N, indent: number): N {
    this.line += 1;
    this.skip();
    if (this.line < this.lines.count && this.indent() > indent) throw new Unusual();
    return node;
  }

  private block(at: number, indent: number): YamlNode {
    const { node, line } = blockScalar(this.lines, this.line, at, indent);
    this.line = line;
    this.skip();
    return node;
  }

  private below(at: number, indent: number, takesDash: boolean): YamlNode {
    this.line += 1;
    this.skip();
    const nothing: YamlText = { kind: 'text', start: at, end: at, value: '', plain: true };
    if (this.line >= this.lines.count) return nothing;
    const next = this.indent();
    const start = this.start(this.line) + next;
    const isDash = this.isDash(start);
    if (next > indent) {
      if (isDash) return this.list(next);
      return this.hasKey(start) ? this.map(next, start) : this.value(start, indent, false);
    }
    return next === indent && takesDash && isDash ? this.list(next) : nothing;
  }

  /** Nothing but a comment may follow. */
  private expectEnd(from: number, end: number): void {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at += 1;
    if (at < end && (at === from || this.text.charCodeAt(at) !== HASH)) throw new Unusual();
  }
}
