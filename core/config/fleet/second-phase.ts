import { isMap, isNode, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Json, stableJson } from '../../kernel/stable-json';
import { readLocatedYaml } from '../located-yaml';
import { own, isSettings } from '../own';
import { type AppendResult } from './append';
import { cutOf, lastOffset, nextLine } from './move';

/** What the second phase of an adoption changes in an entry beside its protection. */
export interface SecondPhase {
  /** Files that the pipeline replaces. */
  readonly replaces: readonly string[];
  /** Jobs that it replaces in workflows that stay, by path. */
  readonly replacesJobs: Readonly<Record<string, readonly string[]>>;
  /** Whether entries of Dependabot's configuration are delivered from now on (`dependabot.enabled: false` goes). */
  readonly dependabot: boolean;
}

/**
 * Moves a repository's entry of a fleet file to the second phase of an adoption: the protection is that of the defaults
 * again, and what the pipeline replaces is listed. Every other line stays as it is.
 */
export function requireChecks(
  file: string,
  text: string,
  name: string,
  phase: SecondPhase,
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
  const after = withSecondPhase(text, name, phase);
  const isDone =
    after !== undefined && isSame(valueOf(file, after), expected(before.yaml.value, name, phase));
  if (isDone) return { ok: true, text: after };
  const jobs = Object.entries(phase.replacesJobs).map(
    ([path, ids]) => `${path}: ${ids.join(', ')}`,
  );
  return refuse(
    'cannot be changed line by line',
    [
      `take \`protection.kind\` out by hand, and list in \`replaces\`: ${phase.replaces.join(', ')}`,
      ...(jobs.length === 0 ? [] : [`in \`replacesJobs\`: ${jobs.join('; ')}`]),
    ].join('; '),
  );
}

function withSecondPhase(text: string, name: string, phase: SecondPhase): string | undefined {
  const { replaces, replacesJobs, dependabot } = phase;
  const known = entryOf(text, name)?.toJSON() as unknown;
  const isOff = own(own(known, 'dependabot'), 'enabled') === false;
  const lists = {
    replaces: allReplaced(own(known, 'replaces'), replaces).map((path) => `  - ${path}`),
    replacesJobs: Object.entries(allJobs(own(known, 'replacesJobs'), replacesJobs)).map(
      ([path, ids]) => `  ${path}: [${ids.join(', ')}]`,
    ),
  };
  let rest = withoutKey(text, name, ['protection', 'kind'], 'none');
  if (dependabot && isOff)
    rest = rest && withoutKey(rest, name, ['dependabot', 'enabled'], 'false');
  if (replaces.length > 0) rest = rest && withBlock(rest, name, 'replaces', lists.replaces);
  if (Object.keys(replacesJobs).length > 0)
    rest = rest && withBlock(rest, name, 'replacesJobs', lists.replacesJobs);
  return rest;
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

/** A text without a key of a section of an entry, or without the section where that is its only key. */
function withoutKey(
  text: string,
  name: string,
  [section, key]: readonly [string, string],
  value: string,
): string | undefined {
  const entry = entryOf(text, name);
  const map: unknown = entry?.get(section, true);
  if (entry === undefined || !isMap(map)) return undefined;
  const alone = map.items.length === 1;
  const pair = pairOf(alone ? entry : map, alone ? section : key);
  if (pair === undefined) return undefined;
  if (!alone && map.flow === true) {
    const [start = 0, end = 0] = map.range ?? [];
    const found = new RegExp(`\\b${key}\\s*:\\s*['"]?${value}['"]?\\s*,?\\s*`);
    return text.slice(0, start) + text.slice(start, end).replace(found, '') + text.slice(end);
  }
  const cut = cutOf(text, pair);
  return cut === undefined ? undefined : text.slice(0, cut.start) + text.slice(cut.end);
}

/** A text in which a key of an entry has these lines; new where the entry does not have it. */
function withBlock(
  text: string,
  name: string,
  key: string,
  lines: readonly string[],
): string | undefined {
  const entry = entryOf(text, name);
  const first = entry?.items[0]?.key;
  if (entry === undefined || !isNode(first) || first.range == null) return undefined;
  const [start] = first.range;
  const margin = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const block = [`${key}:`, ...lines].map((line) => `${margin}${line}\n`).join('');
  const pair = pairOf(entry, key);
  if (pair === undefined) {
    const end = nextLine(text, lastOffset(entry) - 1);
    const head = text.slice(0, end);
    return `${head}${head.endsWith('\n') ? '' : '\n'}${block}${text.slice(end)}`;
  }
  const cut = cutOf(text, pair);
  return cut === undefined ? undefined : text.slice(0, cut.start) + block + text.slice(cut.end);
}

const allReplaced = (known: unknown, replaces: readonly string[]): readonly string[] => [
  ...new Set([...(Array.isArray(known) ? known.map(String) : []), ...replaces]),
];

const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  (map.items as readonly Pair[]).find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Jobs by path, with those that an entry lists already. */
function allJobs(
  known: unknown,
  more: SecondPhase['replacesJobs'],
): Readonly<Record<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const [path, ids] of Object.entries(isSettings(known) ? known : {}))
    all.set(path, allReplaced(ids, []));
  for (const [path, ids] of Object.entries(more)) all.set(path, allReplaced(all.get(path), ids));
  return Object.fromEntries(all);
}

/** The values that the file has to have afterwards. */
function expected(
  before: unknown,
  name: string,
  { replaces, replacesJobs, dependabot }: SecondPhase,
): unknown {
  const list = own(before, 'repositories');
  return {
    ...(before as object),
    repositories: (Array.isArray(list) ? list : []).map((one: unknown) => {
      if (!isSettings(one) || !isCalled(one['name'], name)) return one;
      const all = allReplaced(one['replaces'], replaces);
      const jobs = allJobs(one['replacesJobs'], replacesJobs);
      return {
        ...one,
        ...less(one, 'protection', 'kind'),
        ...(dependabot ? less(one, 'dependabot', 'enabled') : {}),
        ...(all.length === 0 ? {} : { replaces: all }),
        ...(Object.keys(jobs).length === 0 ? {} : { replacesJobs: jobs }),
      };
    }),
  };
}

/** A section of an entry without a key; undefined, which counts as absent, where nothing else is in it. */
function less(
  entry: Readonly<Record<string, unknown>>,
  section: string,
  key: string,
): Readonly<Record<string, unknown>> {
  const settings = entry[section];
  const kept = Object.entries(isSettings(settings) ? settings : {}).filter(
    ([name]) => name !== key,
  );
  return { [section]: kept.length === 0 ? undefined : Object.fromEntries(kept) };
}

/** The values of a fleet file; undefined where it cannot be read. */
export function valueOf(file: string, text: string): unknown {
  const read = readLocatedYaml(file, text);
  return read.ok ? read.yaml.value : undefined;
}

export const isSame = (one: unknown, other: unknown): boolean =>
  stableJson((one ?? null) as Json) === stableJson((other ?? null) as Json);
