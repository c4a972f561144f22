import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { positionOf, SourceText, type Source } from './source';
import { type Entry, type Position, type Text } from './workflow';

/** Reads positions and scalars out of a parsed YAML document. */
export class YamlNodes {
  constructor(
    private readonly source: Source,
    private readonly document: Document,
  ) {}

  position(offset: number): Position {
    return positionOf(this.source, offset);
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

  /** Whether a scalar is, or holds, an expression: what it stands for is known to the run only. */
  isExpression(node: unknown): boolean {
    return this.scalar(node)?.value.includes('${{') === true;
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

  /** Every scalar value of the document in which there is an expression. Keys hold none. */
  expressionTexts(): readonly Text[] {
    const found: Text[] = [];
    visit(this.document, {
      Scalar: (key, node) => {
        const text = key === 'key' ? undefined : this.scalar(node);
        if (text?.value.includes('${{') === true) found.push(text);
      },
    });
    return found;
  }

  /** A scalar or a list of scalars. */
  list(node: unknown): readonly Text[] {
    const single = this.scalar(node);
    if (single !== undefined) return single.value === '' ? [] : [single];
    return this.items(node).flatMap((item) => this.scalar(item) ?? []);
  }

  /** The comment that ends the line a node is on. */
  trailingComment(text: Text): string | undefined {
    const { text: all } = this.source;
    const start = text.offset + text.raw.length;
    const end = all.indexOf('\n', start);
    return /^\s*#\s*(.*?)\s*$/.exec(all.slice(start, end === -1 ? undefined : end))?.[1];
  }

  private toText(node: Scalar): Text {
    const [start = 0, end = 0] = node.range ?? [];
    const value = isNull(node) ? '' : (node.source ?? this.source.text.slice(start, end));
    return new SourceText(this.source, value, start, end);
  }
}

/** The document is read without types, since all that matters of a scalar is its text; only null is distinguished. */
function isNull(node: Scalar): boolean {
  return node.type === 'PLAIN' && /^(?:null|Null|NULL|~)?$/.test(node.source ?? '');
}
