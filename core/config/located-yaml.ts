import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { type Problem } from '../kernel/problem';
import { type KeyPath, shownKey } from './place';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A document's plain values, which know where they stand. */
export interface LocatedYaml {
  readonly value: unknown;
  /** Where a key or entry stands, also through an alias or a merge; else the nearest one above it that there is. */
  readonly positionAt: (path: KeyPath) => Position;
}

export type LocatedText =
  | { readonly ok: true; readonly yaml: LocatedYaml }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Values that a file may stand for with its aliases written out; a thousand rich repositories have a fifth of that. */
const maximumValues = 500_000;
/** Nesting that a file may have; settings have eight. */
const maximumDepth = 64;
/** Mistakes of YAML that are shown: the later ones mostly follow from the first. */
const shownErrors = 10;

const sentences: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'duplicate key',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  MULTIPLE_DOCS: 'the file holds more than one document; keep the first, without `---` after it',
};

/** Reads one YAML document; wrong YAML, aliases without an anchor and documents that explode are problems. */
export function readLocatedYaml(file: string, text: string): LocatedText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // What the parser says of its own stack, once for every level on the way out.
  if (document.errors.some(({ message }) => message.startsWith('Maximum call stack'))) {
    const message = `the file stands for more than ${maximumDepth} levels`;
    return { ok: false, problems: [{ code: 'yaml-unusable', file, message }] };
  }
  const wrong = [...document.errors, ...document.warnings].slice(0, shownErrors);
  if (wrong.length > 0) {
    return { ok: false, problems: wrong.map((error) => syntaxProblem(file, error, at)) };
  }
  try {
    const tree = new Tree(document.contents, aliasTargets(document));
    const value = tree.plain(document.contents);
    return {
      ok: true,
      yaml: { value, positionAt: (path) => at(tree.offsetAt(path)) },
    };
  } catch (error) {
    if (!(error instanceof UnusableNode)) throw error;
    const { message, offset, remedy } = error;
    const problem: Problem = { code: 'yaml-unusable', file, ...at(offset), message };
    return { ok: false, problems: [remedy === undefined ? problem : { ...problem, remedy }] };
  }
}

function syntaxProblem(
  file: string,
  { code, message, pos }: YAMLError,
  at: (offset: number) => Position,
): Problem {
  const [first = 'is not YAML'] = message.split(/ at line \d+, column \d+:|\n/);
  return { code: 'yaml-broken', file, ...at(pos[0]), message: sentences[code] ?? first };
}

class UnusableNode extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** What each alias stands for: the last node before it that has its anchor. */
function aliasTargets(document: ReturnType<typeof parseDocument>): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target === undefined) {
          throw new UnusableNode(
            `the alias *${shownKey(node.source)} has no anchor before it`,
            offsetOf(node),
          );
        }
        targets.set(node, target);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

interface Entry {
  /** Offset of the key. */
  readonly offset: number;
  readonly value: unknown;
}

class Tree {
  private values = 0;

  constructor(
    private readonly root: unknown,
    private readonly targets: ReadonlyMap<Alias, Node>,
  ) {}

  plain(raw: unknown, depth = 0): unknown {
    const node = this.resolved(raw);
    this.values += 1;
    if (this.values > maximumValues || depth > maximumDepth) {
      const what = depth > maximumDepth ? `${maximumDepth} levels` : `${maximumValues} values`;
      throw new UnusableNode(
        `the file stands for more than ${what}`,
        offsetOf(raw),
        'write out what an alias repeats, or split the file',
      );
    }
    if (isMap(node)) {
      const entries = [...this.entries(node)];
      return Object.fromEntries(
        entries.map(([key, { value }]) => [key, this.plain(value, depth + 1)]),
      );
    }
    if (isSeq(node)) return node.items.map((item) => this.plain(item, depth + 1));
    return isScalar(node) ? node.value : null;
  }

  offsetAt(path: KeyPath): number {
    let node = this.resolved(this.root);
    let offset = offsetOf(node);
    for (const key of path) {
      if (isMap(node)) {
        const entry = this.entries(node).get(String(key));
        if (entry === undefined) return offset;
        offset = entry.offset;
        node = this.resolved(entry.value);
      } else if (isSeq(node)) {
        const item = node.items[Number(key)];
        if (item === undefined) return offset;
        offset = offsetOf(item);
        node = this.resolved(item);
      } else return offset;
    }
    return offset;
  }

  /** A map's entries with those that it merges (`<<`), over which its own win. */
  private entries(map: YAMLMap, depth = 0): ReadonlyMap<string, Entry> {
    const found = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const pair of map.items as readonly Pair[]) {
      const entry = { offset: offsetOf(pair.key), value: pair.value };
      if (isMergeKey(pair.key)) merged.push(entry);
      else found.set(keyText(this.resolved(pair.key)), entry);
    }
    for (const { offset, value } of merged) {
      const node = this.resolved(value);
      for (const source of isSeq(node) ? node.items : [node]) {
        const from = this.resolved(source);
        if (!isMap(from) || depth > maximumDepth) {
          throw new UnusableNode('`<<` merges maps, and none that merges itself', offset);
        }
        for (const [key, inherited] of this.entries(from, depth + 1)) {
          if (!found.has(key)) found.set(key, inherited);
        }
      }
    }
    return found;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node;
  }
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

function keyText(key: unknown): string {
  if (!isScalar(key)) throw new UnusableNode('a key must be a text', offsetOf(key));
  return String(key.value);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
