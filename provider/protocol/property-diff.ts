import { logText } from '../../core/kernel/foreign-text';
import { type DiffKind } from './provider';
import {
  defaultsKey,
  equalValues,
  isArchive,
  isAsset,
  isInternalKey,
  isList,
  isObject,
  isSecret,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
  unwrapSecret,
} from './property-value';

/** One property that differs, by its path such as `rules.requiredStatusChecks[0].context`. */
export interface PropertyDifference {
  readonly path: string;
  readonly kind: 'add' | 'delete' | 'update';
  readonly before: PropertyValue | undefined;
  readonly after: PropertyValue | undefined;
  /** Whether either side is secret, so that neither may be shown. */
  readonly secret: boolean;
}

/** Every property in which two maps differ, at the deepest level where that can be said. */
export function propertyDifferences(
  before: PropertyMap,
  after: PropertyMap,
): readonly PropertyDifference[] {
  const found: PropertyDifference[] = [];
  compareMaps(before, after, '', false, found);
  return found;
}

function compareMaps(
  before: PropertyMap,
  after: PropertyMap,
  prefix: string,
  secret: boolean,
  found: PropertyDifference[],
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Names with two underscores are a provider's own notes, not properties; deeper down only the note of the
    // engine's bridged providers is, since a map of files may well hold `__init__.py`.
    if (key === defaultsKey || (prefix === '' && isInternalKey(key))) continue;
    compare(before[key], after[key], joinPath(prefix, key), secret, found);
  }
}

function compare(
  before: PropertyValue | undefined,
  after: PropertyValue | undefined,
  path: string,
  inSecret: boolean,
  found: PropertyDifference[],
): void {
  if (equalValues(before, after)) return;
  const secret = inSecret || isSecret(before) || isSecret(after);
  const left = before === undefined ? undefined : unwrapSecret(before);
  const right = after === undefined ? undefined : unwrapSecret(after);
  if (left === undefined || right === undefined) {
    found.push({ path, kind: left === undefined ? 'add' : 'delete', before, after, secret });
    return;
  }
  if (isObject(left) && isObject(right) && !isSpecial(left) && !isSpecial(right)) {
    compareMaps(left, right, path, secret, found);
    return;
  }
  if (isList(left) && isList(right)) {
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
      compare(left[index], right[index], `${path}[${index}]`, secret, found);
    }
    return;
  }
  found.push({ path, kind: 'update', before, after, secret });
}

const isSpecial = (value: PropertyValue): boolean => isAsset(value) || isArchive(value);

/** A key that is not a plain word is quoted, as the engine writes paths. */
function joinPath(prefix: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${prefix}["${key.replaceAll('"', '\\"')}"]`;
  return prefix === '' ? key : `${prefix}.${key}`;
}

/** First part of a property path: the property itself. */
function topLevelKey(path: string): string {
  const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path);
  if (quoted?.[1] !== undefined) return quoted[1].replaceAll('\\"', '"');
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

/** The differences in a provider's words; properties that need a replacement say so. */
export function detailedDiff(
  differences: readonly PropertyDifference[],
  needsReplacement: (topLevelKey: string) => boolean,
): Readonly<Record<string, DiffKind>> {
  return Object.fromEntries(
    differences.map(({ path, kind }): [string, DiffKind] => [
      path,
      needsReplacement(topLevelKey(path)) ? `${kind}-replace` : kind,
    ]),
  );
}

/**
 * The new inputs with the old value at every ignored path. `*` stands for every element or key.
 *
 * https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/
 */
export function withIgnoredChanges(
  news: PropertyMap,
  olds: PropertyMap,
  paths: readonly string[],
): PropertyMap {
  let result: PropertyValue = news;
  for (const path of paths) result = keepOld(result, olds, parsePath(path)) ?? {};
  return isObject(result) ? result : news;
}

/** Parts of a property path: names, indexes and `*`. */
export function parsePath(path: string): readonly string[] {
  const parts: string[] = [];
  for (const [, quoted, index, name] of path.matchAll(
    /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g,
  )) {
    parts.push(quoted?.replaceAll('\\"', '"') ?? index ?? name ?? '');
  }
  return parts;
}

function keepOld(
  news: PropertyValue | undefined,
  olds: PropertyValue | undefined,
  parts: readonly string[],
): PropertyValue | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return olds;
  const newValue = news === undefined ? undefined : unwrapSecret(news);
  const oldValue = olds === undefined ? undefined : unwrapSecret(olds);
  if (isList(newValue)) {
    return newValue.map((item, index) =>
      part === '*' || part === String(index)
        ? (keepOld(item, isList(oldValue) ? oldValue[index] : undefined, rest) ?? item)
        : item,
    );
  }
  if (!isObject(newValue)) return news;
  const oldMap = isObject(oldValue) ? oldValue : {};
  const keys = part === '*' ? Object.keys(newValue) : [part];
  const copy: Record<string, PropertyValue> = { ...newValue };
  for (const key of keys) {
    const kept = keepOld(newValue[key], oldMap[key], rest);
    if (kept === undefined) delete copy[key];
    else copy[key] = kept;
  }
  return copy;
}

/** Whether one path names the other or something inside it, `*` matching any part. */
export function pathCovers(pattern: string, path: string): boolean {
  const want = parsePath(pattern);
  const have = parsePath(path);
  return want.every((part, index) => {
    const actual = have[index];
    return actual === undefined || part === '*' || part === actual;
  });
}

/** Text for a value in a report: secrets and unknowns by their names, long text shortened. */
export function shownValue(value: PropertyValue | undefined, secret: boolean): string {
  if (value === undefined) return '';
  if (secret || isSecret(value)) return '[secret]';
  if (isUnknown(value)) return '[known after up]';
  if (isAsset(value) || isArchive(value)) {
    const from = value['path'] ?? value['uri'] ?? 'text';
    return `${isAsset(value) ? 'asset' : 'archive'}(${JSON.stringify(from)})`;
  }
  if (isList(value)) return `[${value.map((item) => shownValue(item, false)).join(', ')}]`;
  if (isObject(value)) {
    const parts = Object.entries(value).map(
      ([key, item]) => `${shownKey(key)}: ${shownValue(item, false)}`,
    );
    return `{${parts.join(', ')}}`;
  }
  // JSON has characters that change the direction of a text as they are.
  const text = logText(JSON.stringify(value));
  const longest = 120;
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

const shownKey = (key: string): string =>
  /^[\w./-]+$/.test(key) ? key : logText(JSON.stringify(key));
