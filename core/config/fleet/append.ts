import { Document, isMap, isNode, isScalar, isSeq, parseDocument, type Pair } from 'yaml';
import { type Problem } from '../../kernel/problem';
import { type Json, stableJson } from '../../kernel/stable-json';
import { readLocatedYaml } from '../located-yaml';
import { own } from '../own';
import { lastOffset, nextLine } from './move';

/** An entry of `repositories` with the reasons that are written above its keys, by key path. */
export interface NewEntry {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly reasons: ReadonlyMap<string, string>;
}

export type AppendResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Adds a repository to the text of a fleet file: line by line, so that comments, anchors, order and quotes stay. Nothing
 * that is there is changed.
 */
export function appendEntry(file: string, text: string, entry: NewEntry): AppendResult {
  const refuse = (message: string, remedy: string): AppendResult => ({
    ok: false,
    problems: [{ code: 'append', file, path: 'repositories', message, remedy }],
  });
  const before = readLocatedYaml(file, text);
  if (!before.ok) return before;
  const value = before.yaml.value;
  const list: unknown = own(value, 'repositories') ?? [];
  if (!Array.isArray(list)) return refuse('is not a list', 'make it a list of repositories');
  const isTwin = (one: unknown): boolean =>
    String(own(one, 'name')).toLowerCase() === entry.name.toLowerCase();
  if (list.some(isTwin)) return refuse(`has ${entry.name} already`, 'change that entry by hand');
  const place = placeIn(text);
  if (place === undefined) {
    return refuse('is not a list of one entry a line', 'write it so, or add the entry by hand');
  }
  const added = inserted(text, place, entryText(entry));
  const after = readLocatedYaml(file, added);
  const expected = {
    ...(value as object | null),
    repositories: [...(list as readonly unknown[]), { name: entry.name, ...entry.settings }],
  };
  const isSame =
    after.ok && stableJson(after.yaml.value as Json) === stableJson(expected as unknown as Json);
  return isSame
    ? { ok: true, text: added }
    : refuse('could not be extended without changing it', 'add the entry by hand');
}

interface Place {
  /** Where the entry's lines go. */
  readonly offset: number;
  /** Spaces before its dash. */
  readonly column: number;
  readonly hasKey: boolean;
}

function placeIn(text: string): Place | undefined {
  const root: unknown = parseDocument(text, { merge: true }).contents;
  const pairs = isMap(root) ? (root.items as readonly Pair[]) : [];
  const pair = pairs.find(({ key }) => isScalar(key) && key.value === 'repositories');
  if (pair === undefined) return { offset: text.length, column: 2, hasKey: false };
  const { value } = pair;
  const first = isSeq(value) ? value.items[0] : undefined;
  if (!isSeq(value) || value.flow === true || !isNode(first) || value.range == null) {
    return undefined;
  }
  const start = value.range[0];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  return { offset: nextLine(text, lastOffset(value) - 1), column, hasKey: true };
}

function inserted(text: string, { offset, column, hasKey }: Place, entry: string): string {
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const margin = ' '.repeat(column);
  const lines = entry
    .trimEnd()
    .split('\n')
    .map((line, index) => `${margin}${index === 0 ? '- ' : '  '}${line}`.trimEnd());
  const key = hasKey ? [] : ['repositories:'];
  return `${before}${gap}${[...key, ...lines].join('\n')}\n${after}`;
}

/** The entry as YAML, each reason as a comment above its key. */
function entryText({ name, settings, reasons }: NewEntry): string {
  const document = new Document({ name, ...settings });
  for (const [path, reason] of reasons) {
    const keys = path.split('.');
    const parent: unknown =
      keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
    const pair = isMap(parent)
      ? (parent.items as readonly Pair[]).find(
          ({ key }) => isScalar(key) && key.value === keys.at(-1),
        )
      : undefined;
    if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = ` ${reason}`;
  }
  return document.toString({ lineWidth: 0 });
}
