import { Document, Scalar, YAMLMap, YAMLSeq, Pair, type Node } from 'yaml';
import { type Value } from '../model/expression';

/** A value with a comment behind it on the same line. */
export class Commented {
  constructor(
    readonly value: Value,
    readonly comment: string,
  ) {}
}

/** A map whose first line is a comment. */
export class Headed {
  constructor(
    readonly comment: string,
    readonly value: YamlValue,
  ) {}
}

/** What a document is made of. Keys appear in the order they are given; `undefined` ones are left out. */
export type YamlValue =
  | Value
  | null
  | Commented
  | Headed
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/**
 * Deterministic YAML 1.2 text that a YAML 1.1 reader understands in the same way (`compat`): strings such as `on`,
 * `yes`, `1e3`, `08` and `3.10` are quoted, and so is the key `on`. Text of several lines becomes a literal block.
 */
export function yamlText(header: readonly string[], value: YamlValue): string {
  const document = new Document(undefined, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  document.contents = toNode(value);
  document.commentBefore = header.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: false });
}

function toNode(value: YamlValue): Node {
  if (value === null || typeof value !== 'object') return new Scalar(value);
  if (value instanceof Commented) {
    const scalar = new Scalar(value.value);
    scalar.comment = ` ${value.comment}`;
    return scalar;
  }
  if (value instanceof Headed) {
    const node = toNode(value.value);
    node.commentBefore = ` ${value.comment}`;
    return node;
  }
  if (isList(value)) {
    const list = new YAMLSeq();
    for (const item of value) list.items.push(toNode(item));
    return list;
  }
  const map = new YAMLMap();
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) map.items.push(new Pair(new Scalar(key), toNode(item)));
  }
  return map;
}

function isList(value: object): value is readonly YamlValue[] {
  return Array.isArray(value);
}
