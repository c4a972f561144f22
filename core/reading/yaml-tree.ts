import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';

/** What a YAML document consists of, as far as workflows need it: texts, and where they are. */
export type YamlNode = YamlText | YamlMap | YamlList;

/** A scalar. */
export interface YamlText {
  readonly kind: 'text';
  /** Offsets of its first character, quotes and block headers included, and behind its last. */
  readonly start: number;
  readonly end: number;
  /** What it stands for, without types: `3.10` stays as it is. */
  readonly value: string;
  /** Whether it is neither quoted nor a block. */
  readonly plain: boolean;
  /** A tag that is written, such as `tag:yaml.org,2002:str`. */
  readonly tag?: string;
}

/** A mapping; what is null is not written, or not to be followed. */
export interface YamlMap {
  readonly kind: 'map';
  readonly start: number;
  readonly items: readonly { readonly key: YamlNode | null; readonly value: YamlNode | null }[];
}

/** A sequence. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly (YamlNode | null)[];
}

/** The value of a key; the first one where there are several. */
export function valueAt(map: YamlMap, key: string): YamlNode | undefined {
  const found = map.items.find((item) => item.key?.kind === 'text' && item.key.value === key);
  return found?.value ?? undefined;
}

export const hasKey = (map: YamlMap | undefined, key: string): boolean =>
  map?.items.some((item) => item.key?.kind === 'text' && item.key.value === key) === true;

/** A document of the library, its aliases followed: what is behind an anchor is one node, at several places. */
export function treeOf(document: Document, text: string): YamlNode | undefined {
  const known = new Map<unknown, YamlNode>();
  const convert = (given: unknown): YamlNode | null => {
    const node = isAlias(given) ? given.resolve(document) : given;
    const before = known.get(node);
    if (before !== undefined) return before;
    if (isScalar(node)) {
      if (node.range == null) return null;
      const [start, end] = node.range;
      const value = node.source ?? text.slice(start, end);
      const made: YamlText = {
        ...{ kind: 'text', start, end, value, plain: node.type === 'PLAIN' },
        ...(node.tag === undefined ? {} : { tag: node.tag }),
      };
      known.set(node, made);
      return made;
    }
    if (isMap(node)) {
      const items: { key: YamlNode | null; value: YamlNode | null }[] = [];
      // Before its parts, since an anchor may hold itself.
      known.set(node, { kind: 'map', start: node.range?.[0] ?? 0, items });
      for (const { key, value } of node.items)
        items.push({ key: convert(key), value: convert(value) });
    } else if (isSeq(node)) {
      const items: (YamlNode | null)[] = [];
      known.set(node, { kind: 'list', items });
      for (const item of node.items) items.push(convert(item));
    }
    return known.get(node) ?? null;
  };
  return convert(document.contents) ?? undefined;
}
