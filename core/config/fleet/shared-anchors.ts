import { type Alias, type Document, isAlias, type Node, parseDocument, visit } from 'yaml';

/** A node of the whole document that has an anchor or is an alias. */
type Mark = Node;

/** A part of a document, as text. */
export interface Part {
  readonly text: string;
  /** Whether the part has what stands at an offset of the whole. */
  readonly has: (offset: number) => boolean;
}

/**
 * A part of a document with the anchors that its aliases need: where the anchor stayed in another part, what it stands
 * for is written at its first use. The text is the same where none is missing.
 */
export function withAnchors(whole: Document, { text, has }: Part): string {
  const document = parseDocument(text, { merge: true });
  const here = marksOf(whole).filter((node) => has(node.range?.[0] ?? 0));
  const original = new Map<Node, Node>();
  marksOf(document).forEach((node, index) => {
    const same = here[index];
    if (same !== undefined) original.set(node, same);
  });
  return restore(document, original, targetsOf(whole)) ? document.toString(format) : text;
}

/** Nothing of a long text is folded. */
const format = { lineWidth: 0 } as const;

/** @returns whether anything was missing. */
function restore(
  document: Document,
  original: Map<Node, Node>,
  targets: ReadonlyMap<Alias, Node>,
): boolean {
  const present = new Map<string, Node>();
  let changed = false;
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) present.set(node.anchor, original.get(node) ?? node);
        return undefined;
      }
      const target = targets.get(original.get(node) as Alias);
      if (target === undefined || present.get(node.source) === target) return undefined;
      const copy = target.clone() as Node;
      const inside = marksOf(target);
      marksOf(copy).forEach((mark, index) => original.set(mark, inside[index] ?? mark));
      present.set(node.source, target);
      changed = true;
      // Visited next, with the aliases inside of it.
      return copy;
    },
  });
  return changed;
}

/** What each alias of a document stands for: the last node before it that has its anchor. */
function targetsOf(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  for (const node of marksOf(document)) {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
  }
  return targets;
}

/** The nodes with an anchor and the aliases, in order. */
function marksOf(root: Document | Node): readonly Mark[] {
  const found: Mark[] = [];
  visit(root, {
    Node: (_key, node) => {
      if (isAlias(node) || node.anchor !== undefined) found.push(node);
    },
  });
  return found;
}
