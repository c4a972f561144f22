import { isMap } from 'yaml';
import { isGenerated } from '../kernel/marker';
import { marksOf, readMarked, withBlock, withoutBlock } from '../kernel/marked-block';
import { stableJson, type Json } from '../kernel/stable-json';
import { actionsLockFile } from './actions-lock-file';
import { dependabotFile } from './dependabot-file';
import { type MergedFormat } from './merged-format';
import {
  entriesOf,
  placeOf,
  readSectioned,
  type Section,
  type SectionEntry,
  type SectionedText,
  type SectionPlace,
  withoutPairs,
} from './yaml-sections';

/** A text, or why there is none, in words that follow the file's path. */
export type MergeResult = { readonly text: string } | { readonly problem: string };

const formats: readonly MergedFormat[] = [dependabotFile, actionsLockFile];

/** Whether a file of a path can be partly ours, entry by entry. */
export const isMergeable = (path: string): boolean => formatOf(path) !== undefined;

const formatOf = (path: string): MergedFormat | undefined =>
  formats.find((format) => format.path.test(path));

/**
 * The repository's own file with our entries in it, each section of them between two marks, and every other byte as it is.
 * Entries that the file has of its own are left out.
 *
 * @param text undefined where there is no such file.
 * @param ours our file, as it is where there is no other.
 */
export function withOurs(path: string, text: string | undefined, ours: string): MergeResult {
  const format = formatOf(path);
  if (format === undefined) return { problem: 'cannot be merged' };
  const { sections } = format;
  const rest = withoutParts(text ?? '', sections);
  if ('problem' in rest) return rest;
  const isOwn = rest.text.trim() === '' || isGenerated(rest.text);
  const theirs = readSectioned(isOwn ? format.skeleton : rest.text, sections);
  if (typeof theirs === 'string') return { problem: theirs };
  const wanted = readSectioned(ours, sections);
  if (typeof wanted === 'string') return { problem: wanted };
  const freed = withoutTaken(format, theirs, wanted);
  if (typeof freed === 'string') return { problem: freed };
  const kept = sections.map((section) => ({
    section,
    entries: entriesOf(wanted, section).filter(
      (entry) => !format.has(freed.data, section.key, entry),
    ),
  }));
  const conflict = kept
    .flatMap(({ section, entries }) =>
      entries.map((entry) => format.conflict(freed.data, section.key, entry)),
    )
    .find((one) => one !== undefined);
  if (conflict !== undefined) return { problem: conflict };
  const head = headOf(ours);
  const parts = kept.flatMap(({ section, entries }) =>
    entries.length === 0 ? [] : [{ section, entries, place: placeOf(freed, section, sections) }],
  );
  // From the end on, so that no place moves before something goes there.
  const merged = parts
    .sort((a, b) => a.place.at - b.place.at)
    .reduceRight((whole, part) => withPart(whole, part, head), freed.text);
  return isMergeOf(merged, freed, kept)
    ? { text: merged }
    : { problem: 'cannot get further entries' };
}

/** The repository's own file without our entries; an empty text where nothing else is in it. */
export function withoutOurs(path: string, text: string): MergeResult {
  const format = formatOf(path);
  if (format === undefined) return { problem: 'cannot be merged' };
  const rest = withoutParts(text, format.sections);
  if ('problem' in rest) return rest;
  const isOurs = rest.text.trim() === '' || rest.text === format.skeleton || isGenerated(rest.text);
  return { text: isOurs ? '' : rest.text };
}

/** Whether lines of a file are ours, or say that they are. */
export function hasOurs(path: string, text: string): boolean {
  const sections = formatOf(path)?.sections ?? [];
  return sections.some(({ key }) => {
    const read = readMarked(text, marksOf(key));
    return typeof read === 'string' || read.part !== undefined;
  });
}

/** Whether our entries are in a file as they are to be. */
export function areOursIn(path: string, text: string, ours: string): boolean {
  const sections = formatOf(path)?.sections ?? [];
  const wanted = withOurs(path, text, ours);
  if ('problem' in wanted) return false;
  const [now, then] = [text, wanted.text].map((one) => readSectioned(one, sections));
  if (typeof now !== 'object' || typeof then !== 'object') return false;
  return (
    sections.every(({ key }) => partOf(text, key) === partOf(wanted.text, key)) &&
    contentOf(now, sections) === contentOf(then, sections)
  );
}

/** The lines of a part without the columns before them; undefined where there is none. */
function partOf(text: string, key: string): string | undefined {
  const read = readMarked(text, marksOf(key));
  if (typeof read === 'string' || read.part === undefined) return undefined;
  const lines = read.part.block.split('\n');
  const entries = lines.filter((line) => line !== `${key}:`);
  const indent = /^ */.exec(entries[0] ?? '')?.[0].length ?? 0;
  return entries.map((line) => line.slice(indent)).join('\n');
}

/** What a document says, whatever the order of its entries. */
const contentOf = ({ data }: SectionedText, sections: readonly Section[]): string =>
  stableJson({
    ...data,
    ...Object.fromEntries(
      sections.flatMap(({ key, kind }) =>
        kind === 'list'
          ? [
              [
                key,
                listOf(data[key])
                  .map((item) => stableJson(item as Json))
                  .sort(),
              ],
            ]
          : [],
      ),
    ),
  } as Json);

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];

function withoutParts(text: string, sections: readonly Section[]): MergeResult {
  let rest = text;
  for (const { key } of sections) {
    const read = readMarked(rest, marksOf(key));
    if (typeof read === 'string') return { problem: `has damaged marks: ${read}` };
    rest = read.part === undefined ? rest : withoutBlock(read);
  }
  return { text: rest };
}

/** Theirs without entries that can only be ours, whoever wrote them. */
function withoutTaken(
  format: MergedFormat,
  theirs: SectionedText,
  wanted: SectionedText,
): SectionedText | string {
  const section = format.sections.find(({ key }) => key === format.alwaysOurs);
  if (section === undefined) return theirs;
  const map = theirs.root.get(section.key, true);
  if (!isMap(map)) return theirs;
  const ours = new Set(
    entriesOf(wanted, section)
      .filter((entry) => !format.has(theirs.data, section.key, entry))
      .map(({ key }) => key),
  );
  return readSectioned(withoutPairs(theirs.text, map, ours), format.sections);
}

/** The comment that begins our file. */
const headOf = (ours: string): readonly string[] =>
  ours.split('\n').slice(
    0,
    ours.split('\n').findIndex((line) => !line.startsWith('#')),
  );

interface Part {
  readonly section: Section;
  readonly entries: readonly SectionEntry[];
  readonly place: SectionPlace;
}

function withPart(
  whole: string,
  { section, entries, place }: Part,
  head: readonly string[],
): string {
  const margin = ' '.repeat(place.indent);
  const lines = [...head, ...entries.flatMap((entry) => entry.lines)].map((line) =>
    line === '' ? line : margin + line,
  );
  const block = [...(place.hasKey ? [] : [`${section.key}:`]), ...lines].join('\n');
  const before = { before: whole.slice(0, place.at), part: undefined, after: '' };
  return withBlock(before, block, undefined, marksOf(section.key, margin)) + whole.slice(place.at);
}

/** Whether a text says what theirs does and what the entries do, and nothing else. */
function isMergeOf(
  text: string,
  theirs: SectionedText,
  kept: readonly { readonly section: Section; readonly entries: readonly SectionEntry[] }[],
): boolean {
  const sections = kept.map(({ section }) => section);
  const merged = readSectioned(text, sections);
  if (typeof merged === 'string') return false;
  const data = kept.reduce<Record<string, unknown>>(
    (all, { section: { key, kind }, entries }) => {
      if (entries.length === 0) return all;
      const values = entries.map((entry) => [entry.key, entry.value] as const);
      const before = all[key] ?? undefined;
      all[key] =
        kind === 'list'
          ? [...listOf(before), ...values.map(([, value]) => value)]
          : { ...(before as object | undefined), ...Object.fromEntries(values) };
      return all;
    },
    { ...theirs.data },
  );
  return contentOf(merged, sections) === contentOf({ ...theirs, data }, sections);
}

/** Further names under which GitHub looks for the file of a path. */
export const otherPlaces = (path: string): readonly string[] => formatOf(path)?.otherPlaces ?? [];
