import { isMap, isNode, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Json, stableJson } from '../../kernel/stable-json';
import { readLocatedYaml } from '../located-yaml';
import { own, isSettings } from '../own';
import { type AppendResult } from './append';
import { cutOf, lastOffset, nextLine } from './move';

/**
 * Moves a repository's entry of a fleet file to the second phase of an adoption: the protection is that of the defaults
 * again, and the files that the pipeline replaces are listed. Every other line stays as it is.
 */
export function requireChecks(
  file: string,
  text: string,
  name: string,
  replaces: readonly string[],
): AppendResult {
  const refuse = (message: string, remedy: string): AppendResult => ({
    ok: false,
    problems: [{ code: 'second-phase', file, path: name, message, remedy }],
  });
  const before = readLocatedYaml(file, text);
  if (!before.ok) return before;
  const entry = entryOf(text, name);
  if (entry === undefined) {
    return refuse('has no entry here', 'adopt it first: gatehouse adopt OWNER/REPOSITORY');
  }
  const protection: unknown = entry.get('protection', true);
  if (!isMap(protection) || protection.get('kind') !== 'none') {
    return refuse('is not in the first phase (`protection.kind: none`)', 'nothing is left to do');
  }
  const open = withoutKind(text, entry, protection);
  const after = open === undefined ? undefined : withReplaced(open, name, replaces);
  const isDone =
    after !== undefined &&
    isSame(valueOf(file, after), expected(before.yaml.value, name, replaces));
  return isDone
    ? { ok: true, text: after }
    : refuse(
        'cannot be changed line by line',
        `take \`protection.kind\` out by hand, and list in \`replaces\`: ${replaces.join(', ')}`,
      );
}

/** Whether the name of an entry means a repository; GitHub does not tell cases apart. */
export const isCalled = (entry: unknown, name: string): boolean =>
  String(entry).toLowerCase() === name.toLowerCase();

/** The mapping of a repository's entry in the text of a fleet file. */
export function entryOf(text: string, name: string): YAMLMap | undefined {
  const list: unknown = parseDocument(text, { merge: true }).get('repositories', true);
  if (!isSeq(list)) return undefined;
  return list.items.find((one): one is YAMLMap => isMap(one) && isCalled(one.get('name'), name));
}

function withoutKind(text: string, entry: YAMLMap, protection: YAMLMap): string | undefined {
  const alone = protection.items.length === 1;
  const pair = pairOf(alone ? entry : protection, alone ? 'protection' : 'kind');
  if (pair === undefined) return undefined;
  if (!alone && protection.flow === true) {
    const [start = 0, end = 0] = protection.range ?? [];
    const flow = text.slice(start, end).replace(/\bkind\s*:\s*['"]?none['"]?\s*,?\s*/, '');
    return text.slice(0, start) + flow + text.slice(end);
  }
  const cut = cutOf(text, pair);
  return cut === undefined ? undefined : text.slice(0, cut.start) + text.slice(cut.end);
}

function withReplaced(text: string, name: string, replaces: readonly string[]): string | undefined {
  const entry = entryOf(text, name);
  const first = entry?.items[0]?.key;
  if (entry === undefined || !isNode(first) || first.range == null) return undefined;
  if (replaces.length === 0) return text;
  const [start] = first.range;
  const margin = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lines = (paths: readonly string[], space: string): string =>
    paths.map((path) => `${space}- ${path}\n`).join('');
  const pair = pairOf(entry, 'replaces');
  if (pair === undefined) {
    const end = nextLine(text, lastOffset(entry) - 1);
    const head = text.slice(0, end);
    const gap = head.endsWith('\n') ? '' : '\n';
    return `${head}${gap}${margin}replaces:\n${lines(replaces, `${margin}  `)}${text.slice(end)}`;
  }
  const cut = cutOf(text, pair);
  if (cut === undefined) return undefined;
  const all = allReplaced(own(entry.toJSON(), 'replaces'), replaces);
  const block = `${margin}replaces:\n${lines(all, `${margin}  `)}`;
  return text.slice(0, cut.start) + block + text.slice(cut.end);
}

const allReplaced = (known: unknown, replaces: readonly string[]): readonly string[] => [
  ...new Set([...(Array.isArray(known) ? known.map(String) : []), ...replaces]),
];

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  (map.items as readonly Pair[]).find((pair) => isScalar(pair.key) && pair.key.value === key);

/** The values that the file has to have afterwards. */
function expected(before: unknown, name: string, replaces: readonly string[]): unknown {
  const list = own(before, 'repositories');
  return {
    ...(before as object),
    repositories: (Array.isArray(list) ? list : []).map((one: unknown) => {
      if (!isSettings(one) || !isCalled(one['name'], name)) return one;
      const { protection, replaces: known, ...rest } = one;
      const { kind: _kind, ...kept } = isSettings(protection) ? protection : {};
      const all = allReplaced(known, replaces);
      return {
        ...rest,
        ...(Object.keys(kept).length === 0 ? {} : { protection: kept }),
        ...(all.length === 0 ? {} : { replaces: all }),
      };
    }),
  };
}

/** The values of a fleet file; undefined where it cannot be read. */
export function valueOf(file: string, text: string): unknown {
  const read = readLocatedYaml(file, text);
  return read.ok ? read.yaml.value : undefined;
}

export const isSame = (one: unknown, other: unknown): boolean =>
  stableJson((one ?? null) as Json) === stableJson((other ?? null) as Json);
