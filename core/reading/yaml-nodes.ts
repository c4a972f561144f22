import { positionOf, SourceText, type Source } from './source';
import { type Entry, type Position, type Text } from './workflow';
import { type YamlMap, type YamlNode, type YamlText, valueAt } from './yaml-tree';

/** Reads positions and scalars out of a YAML document. */
export class YamlNodes {
  constructor(
    private readonly source: Source,
    /** What the document holds. */
    readonly root: YamlNode | undefined,
  ) {}

  position(offset: number): Position {
    return positionOf(this.source, offset);
  }

  map(node: YamlNode | null | undefined): YamlMap | undefined {
    return node?.kind === 'map' ? node : undefined;
  }

  items(node: YamlNode | null | undefined): readonly YamlNode[] {
    return node?.kind === 'list' ? node.items.filter((item) => item !== null) : [];
  }

  scalar(node: YamlNode | null | undefined): Text | undefined {
    return node?.kind === 'text' ? this.toText(node) : undefined;
  }

  /** Whether a scalar is, or holds, an expression: what it stands for is known to the run only. */
  isExpression(node: YamlNode | null | undefined): boolean {
    return node?.kind === 'text' && node.value.includes('${{');
  }

  at(map: YamlMap | undefined, key: string): YamlNode | undefined {
    return map === undefined ? undefined : valueAt(map, key);
  }

  textAt(map: YamlMap | undefined, key: string): Text | undefined {
    return this.scalar(this.at(map, key));
  }

  /** Position of a key of a mapping. */
  keyAt(map: YamlMap | undefined, key: string): Position | undefined {
    const found = map?.items.find((item) => item.key?.kind === 'text' && item.key.value === key);
    return found?.key?.kind === 'text' ? this.position(found.key.start) : undefined;
  }

  /** Keys and scalar values of a mapping; values that are collections are left out. */
  entries(node: YamlNode | null | undefined): readonly Entry[] {
    return (this.map(node)?.items ?? []).flatMap((pair) => {
      const key = this.scalar(pair.key);
      const value = this.scalar(pair.value);
      return key !== undefined && value !== undefined ? [{ key, value }] : [];
    });
  }

  /** Every scalar value of the document in which there is an expression. Keys hold none. */
  expressionTexts(): readonly Text[] {
    const found: Text[] = [];
    const seen = new Set<YamlNode>();
    const visit = (node: YamlNode | null): void => {
      if (node === null) return;
      if (node.kind === 'text') {
        if (!node.value.includes('${{') || seen.has(node)) return;
        seen.add(node);
        found.push(this.toText(node));
        return;
      }
      if (seen.has(node)) return;
      seen.add(node);
      if (node.kind === 'list') node.items.forEach(visit);
      else for (const { value } of node.items) visit(value);
    };
    visit(this.root ?? null);
    return found;
  }

  /** A scalar or a list of scalars. */
  list(node: YamlNode | null | undefined): readonly Text[] {
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

  private toText(node: YamlText): Text {
    return new SourceText(this.source, isNull(node) ? '' : node.value, node.start, node.end);
  }
}

/** The document is read without types, since all that matters of a scalar is its text; only null is distinguished. */
function isNull({ plain, value }: YamlText): boolean {
  return plain && value.length < 5 && /^(?:null|Null|NULL|~)?$/.test(value);
}
