import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type Entry, type Position, type Text } from './workflow';

/** Reads positions and scalars out of a parsed YAML document. */
export class YamlNodes {
  constructor(
    private readonly text: string,
    private readonly lines: LineCounter,
    private readonly document: Document,
  ) {}

  position(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** Follows an alias to its anchor; anything that is not a node is undefined. */
  resolve(node: unknown): ParsedNode | undefined {
    if (isAlias(node)) return node.resolve(this.document) as ParsedNode | undefined;
    return isMap(node) || isSeq(node) || isScalar(node) ? (node as ParsedNode) : undefined;
  }

  map(node: unknown): YAMLMap | undefined {
    const found = this.resolve(node);
    return isMap(found) ? found : undefined;
  }

  items(node: unknown): readonly ParsedNode[] {
    const found = this.resolve(node);
    if (!isSeq(found)) return [];
    return found.items.flatMap((item) => this.resolve(item) ?? []);
  }

  scalar(node: unknown): Text | undefined {
    const found = this.resolve(node);
    if (!isScalar(found) || found.range == null) return undefined;
    return this.toText(found);
  }

  at(map: YAMLMap | undefined, key: string): ParsedNode | undefined {
    return this.resolve(map?.get(key, true));
  }

  textAt(map: YAMLMap | undefined, key: string): Text | undefined {
    return this.scalar(this.at(map, key));
  }

  /** Position of a key of a mapping. */
  keyAt(map: YAMLMap | undefined, key: string): Position | undefined {
    const pair = map?.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range == null ? undefined : this.position(range[0]);
  }

  /** Keys and scalar values of a mapping; values that are collections are left out. */
  entries(node: unknown): readonly Entry[] {
    return (this.map(node)?.items ?? []).flatMap((pair) => {
      const key = this.scalar(pair.key);
      const value = this.scalar(pair.value);
      return key !== undefined && value !== undefined ? [{ key, value }] : [];
    });
  }

  /** A scalar or a list of scalars. */
  list(node: unknown): readonly Text[] {
    const single = this.scalar(node);
    if (single !== undefined) return single.value === '' ? [] : [single];
    return this.items(node).flatMap((item) => this.scalar(item) ?? []);
  }

  /** The comment that ends the line a node stands on. */
  trailingComment(text: Text): string | undefined {
    const end = this.text.indexOf('\n', text.offset + text.raw.length);
    const rest = this.text.slice(text.offset + text.raw.length, end === -1 ? undefined : end);
    return /^\s*#\s*(.*?)\s*$/.exec(rest)?.[1];
  }

  private toText(node: Scalar): Text {
    const [start = 0, end = 0] = node.range ?? [];
    const value = node.value === null ? '' : (node.source ?? this.text.slice(start, end));
    return { value, raw: this.text.slice(start, end), offset: start, ...this.position(start) };
  }
}
