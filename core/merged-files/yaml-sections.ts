import { isCollection, isMap, isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import { type Pair, type YAMLMap } from 'yaml';

/** A key at the top of a document of YAML, with entries. */
export interface Section {
  readonly key: string;
  readonly kind: 'map' | 'list';
}

/** An entry of a section: a pair of a map, or an item of a list. */
export interface SectionEntry {
  /** Of a pair; empty for an item. */
  readonly key: string;
  readonly value: unknown;
  /** Its lines, without the columns before the first one. */
  readonly lines: readonly string[];
}

/** Where further entries of a section go. */
export interface SectionPlace {
  /** Offset of the start of a line, or the end of the text. */
  readonly at: number;
  /** Columns before an entry. */
  readonly indent: number;
  /** Whether the key is there; otherwise it is to be written too. */
  readonly hasKey: boolean;
}

/** A document that is a map of lines. */
export interface SectionedText {
  readonly text: string;
  readonly root: YAMLMap;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads a text whose sections can get further lines, or says in words why that is not possible. */
export function readSectioned(text: string, sections: readonly Section[]): SectionedText | string {
  const document = parseDocument(text, { logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) return `is not valid YAML (${error.message.split('\n')[0] ?? ''})`;
  const root = document.contents;
  if (!isMap(root) || root.flow === true) return 'is not a map of YAML with one key a line';
  const wrong = sections.find(({ key, kind }) => {
    const value = pairOf(root, key)?.value;
    if (isEmpty(value)) return false;
    if (!(kind === 'map' ? isMap(value) : isSeq(value))) return true;
    return isCollection(value) && value.flow === true;
  });
  if (wrong !== undefined) return `has under ${wrong.key} no ${wrong.kind} with one entry a line`;
  try {
    return { text, root, data: document.toJS() as SectionedText['data'] };
  } catch (cause) {
    // An alias without its anchor, or too many of them.
    if (!(cause instanceof ReferenceError)) throw cause;
    return `is not valid YAML (${cause.message})`;
  }
}

/** The entries of a section. */
export function entriesOf(
  { text, root, data }: SectionedText,
  section: Section,
): readonly SectionEntry[] {
  const pair = pairOf(root, section.key);
  if (!isCollection(pair?.value)) return [];
  const starts = pair.value.items.map((item) =>
    lineStart(text, offsetOf(isPair(item) ? item.key : item)),
  );
  const values = data[section.key] as object;
  return Object.entries(values).map(([key, value], index) => {
    const end = starts[index + 1] ?? endOf(text, pair);
    const lines = text.slice(starts[index], end).trimEnd().split(/\r?\n/);
    const indent = indentOf(lines[0]);
    return {
      key: section.kind === 'map' ? key : '',
      value: value as unknown,
      lines: lines.map((line) => line.slice(indent)),
    };
  });
}

/** Where further entries go: behind the last one of their section, else behind its key, else where the key belongs. */
export function placeOf(
  { text, root }: SectionedText,
  section: Section,
  sections: readonly Section[],
): SectionPlace {
  const pair = pairOf(root, section.key);
  if (pair !== undefined) {
    const { value } = pair;
    // The first dash of a list, or the first key of a map.
    const hasEntries = isCollection(value) && value.items.length > 0;
    const indent = hasEntries ? offsetOf(value) - lineStart(text, offsetOf(value)) : 2;
    return { at: endOf(text, pair), indent, hasKey: true };
  }
  const later = sections.slice(sections.indexOf(section) + 1).map(({ key }) => pairOf(root, key));
  const next = later.find((one) => one !== undefined);
  const at = next === undefined ? text.length : lineStart(text, offsetOf(next.key));
  return { at, indent: 2, hasKey: false };
}

/**
 * A text without pairs of a map in it, each with the comment directly above it; every other byte stays.
 *
 * @param map of the text, with one pair a line.
 */
export function withoutPairs(text: string, map: YAMLMap, keys: ReadonlySet<string>): string {
  return map.items.reduceRight((rest, pair, index) => {
    if (!keys.has(keyOf(pair))) return rest;
    const { start, end } = spanOf(text, pair);
    // Empty lines behind a pair set it apart from the next one.
    const gap = map.items[index + 1] === undefined ? '' : gapAt(text, end);
    return rest.slice(0, start) + rest.slice(end + gap.length);
  }, text);
}

/** A pair of a map in its text. */
export interface PairPlace {
  readonly key: string;
  /** Offset of the first line, that of the comment directly above it included. */
  readonly start: number;
  /** Offset of the line behind it. */
  readonly end: number;
  /** Empty lines behind it. */
  readonly gap: string;
  /** Its lines, without the columns before the key. */
  readonly lines: readonly string[];
}

/** The pairs of a map, in their order. */
export function pairPlaces(text: string, map: YAMLMap): readonly PairPlace[] {
  return map.items.map((pair) => {
    const { start, end } = spanOf(text, pair);
    const indent = offsetOf(pair.key) - lineStart(text, offsetOf(pair.key));
    const lines = text.slice(start, end).trimEnd().split(/\r?\n/);
    return {
      key: keyOf(pair),
      start,
      end,
      gap: gapAt(text, end),
      lines: lines.map((line) => line.slice(Math.min(indent, indentOf(line)))),
    };
  });
}

const gapAt = (text: string, end: number): string =>
  /^(?:[ \t]*\r?\n)*/.exec(text.slice(end))?.[0] ?? '';

/** The map that is the value of a key at the top of a document. */
export function mapAt(root: YAMLMap, key: string): YAMLMap | undefined {
  const value = pairOf(root, key)?.value;
  return isMap(value) ? value : undefined;
}

/** The lines of a pair, from the comment directly above it on. */
const spanOf = (text: string, pair: Pair): { readonly start: number; readonly end: number } => ({
  start: withComments(text, lineStart(text, offsetOf(pair.key))),
  end: endOf(text, pair),
});

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');

const pairOf = (root: YAMLMap, key: string): Pair | undefined =>
  root.items.find((pair) => keyOf(pair) === key);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (isScalar(value) && value.value === null);

const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const indentOf = (text = ''): number => /^ */.exec(text)?.[0].length ?? 0;

/** The start of the next line behind a pair. */
function endOf(text: string, { key, value }: Pair): number {
  const end = text.slice(0, Math.max(lastOffset(key), lastOffset(value))).trimEnd().length;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}

/** The end of the last scalar of a node: that of a block would take comments behind it along. */
function lastOffset(node: unknown): number {
  if (!isNode(node)) return 0;
  const own = node.range?.[1] ?? 0;
  if (!isCollection(node) || node.flow === true) return isEmptyScalar(node) ? offsetOf(node) : own;
  const last = node.items.at(-1);
  if (last === undefined) return own;
  return isPair(last) ? Math.max(lastOffset(last.key), lastOffset(last.value)) : lastOffset(last);
}

const isEmptyScalar = (node: unknown): boolean =>
  isScalar(node) && node.value === null && node.source === '';

/** The start of comment lines that are directly above a line, with its indent. */
function withComments(text: string, start: number): number {
  const indent = indentOf(text.slice(start));
  let first = start;
  while (first > 0) {
    const above = lineStart(text, first - 1);
    const line = text.slice(above, first);
    if (indentOf(line) !== indent || line[indent] !== '#') break;
    first = above;
  }
  return first;
}
