import { type YamlText } from './yaml-tree';

/** What {@link readPlainYaml} leaves to the library. */
export class Unusual extends Error {
  override readonly name = 'Unusual';
}

/** A text with the offsets at which its lines begin. */
export interface Lines {
  readonly text: string;
  readonly starts: readonly number[];
  readonly count: number;
}

/** Offset behind the closing quote of a scalar that ends on its line. @throws Unusual where it does not. */
export function quotedEnd(text: string, at: number, end: number): number {
  const quote = text.charAt(at);
  for (let index = at + 1; index < end; index += 1) {
    const char = text.charAt(index);
    if (quote === '"' && char === '\\') index += 1;
    else if (char === quote) {
      if (quote === '"' || text.charAt(index + 1) !== quote) return index + 1;
      index += 1;
    }
  }
  throw new Unusual();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };

/** What a quoted scalar stands for. */
export function unquoted(source: string): string {
  const inner = source.slice(1, -1);
  if (source.startsWith("'")) return inner.replaceAll("''", "'");
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/g, (_whole, char: string) => {
    const plain = ESCAPES[char];
    if (plain === undefined) throw new Unusual();
    return plain;
  });
}

/**
 * Offset behind a plain scalar that begins at an offset of a line.
 *
 * @throws Unusual where it may be none, or an error.
 */
export function plainEnd(text: string, at: number, end: number): number {
  const first = text.charAt(at);
  const isIndicator = ',[]{}#&*!|>\'"%@`'.includes(first);
  const next = text.charAt(at + 1);
  if (isIndicator || ('?:-'.includes(first) && (next === ' ' || at + 1 >= end)))
    throw new Unusual();
  return lineEnd(text, at, end);
}

/** Offset behind what a line has of a plain scalar. @throws Unusual where a key is in it. */
function lineEnd(text: string, at: number, end: number): number {
  let last = at;
  for (let index = at; index < end; index += 1) {
    const char = text.charAt(index);
    if (char === ':' && (index + 1 === end || text.charAt(index + 1) === ' ')) throw new Unusual();
    if (char === '#' && text.charAt(index - 1) === ' ') break;
    if (char !== ' ') last = index + 1;
  }
  return last;
}

/**
 * A plain scalar that begins on a line, and the index of its last line: lines below that are further in than `indent`
 * continue it, up to a comment.
 */
export function plainScalarAt(
  { text, starts, count }: Lines,
  first: number,
  at: number,
  indent: number,
): { readonly node: YamlText; readonly line: number } {
  const endOf = (line: number): number =>
    line + 1 < count ? (starts[line + 1] ?? 0) - 1 : text.length;
  let last = plainEnd(text, at, endOf(first));
  let value = text.slice(at, last);
  let line = first;
  let breaks = 0;
  for (let next = first + 1; next < count; next += 1) {
    // Behind a comment nothing continues.
    if (text.slice(last, endOf(line)).trim() !== '') break;
    const from = starts[next] ?? text.length;
    const end = endOf(next);
    let content = from;
    while (text.charCodeAt(content) === 32) content += 1;
    if (content >= end) {
      breaks += 1;
      continue;
    }
    if (content - from <= indent || text.charAt(content) === '#') break;
    last = lineEnd(text, content, end);
    value += (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + text.slice(content, last);
    breaks = 0;
    line = next;
  }
  return { node: { kind: 'text', start: at, end: last, value, plain: true }, line };
}

/**
 * A block scalar whose header is at an offset of a line, and the index of the line behind it.
 *
 * @param indent columns of what it belongs to; it is further in.
 */
export function blockScalar(
  { text, starts, count }: Lines,
  headerLine: number,
  at: number,
  indent: number,
): { readonly node: YamlText; readonly line: number } {
  const startOf = (line: number): number => starts[line] ?? text.length;
  const endOf = (line: number): number => (line + 1 < count ? startOf(line + 1) - 1 : text.length);
  const header = /^([|>])([-+]?)(?: +#.*| *)$/.exec(text.slice(at, endOf(headerLine)));
  if (header === null) throw new Unusual();
  const lines: string[] = [];
  let inner = 0;
  let line = headerLine + 1;
  let behind = line;
  for (; line < count; line += 1) {
    const from = startOf(line);
    const end = endOf(line);
    let content = from;
    while (text.charCodeAt(content) === 32) content += 1;
    const isBlank = content >= end;
    const spaces = content - from;
    if (!isBlank && inner === 0) {
      if (spaces <= indent) break;
      inner = spaces;
      // Blank lines before it that are further in are an error.
      if (lines.some((before) => before.length > inner)) throw new Unusual();
      lines.fill('');
    }
    if (!isBlank && spaces < inner) break;
    lines.push(inner === 0 ? text.slice(from, end) : text.slice(from + inner, end));
    if (!isBlank) behind = line + 1;
  }
  // Blank lines that hold spaces beyond the block's own are part of the text.
  const rest = lines.slice(behind - headerLine - 1);
  if (inner === 0 || rest.some((one) => one !== '')) throw new Unusual();
  const [, style = '', chomp = ''] = header;
  // How what is kept at the end of a text counts is the library's matter.
  if (chomp === '+') throw new Unusual();
  const end = startOf(behind);
  const body = lines.slice(0, behind - headerLine - 1);
  const joined = style === '|' ? body.join('\n') : folded(body);
  const value = chomp === '-' ? joined : `${joined}\n`;
  return { node: { kind: 'text', start: at, end, value, plain: false }, line };
}

/** Lines of a folded block: one break is a blank, and lines that are further in keep theirs. */
function folded(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line !== '');
  let text = '\n'.repeat(first);
  let before = '';
  let wasFurtherIn = false;
  for (const line of lines.slice(first)) {
    if (line.startsWith(' ')) {
      if (before === ' ') before = '\n';
      else if (!wasFurtherIn && before === '\n') before = '\n\n';
      text += before + line;
      before = '\n';
      wasFurtherIn = true;
    } else if (line === '') {
      if (before === '\n') text += '\n';
      else before = '\n';
    } else {
      text += before + line;
      before = ' ';
      wasFurtherIn = false;
    }
  }
  return text;
}
