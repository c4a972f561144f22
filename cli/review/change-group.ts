import { type PropertyDifference, shownValue } from '../../provider/protocol/property-diff';
import { type FileDiff } from './file-diff';

export type ChangeKind = 'add' | 'change' | 'remove';

/** One property that differs, as it may be shown. */
export interface ShownDifference {
  readonly path: string;
  readonly kind: PropertyDifference['kind'];
  readonly before: string;
  readonly after: string;
}

/** What one revision changes against the other, equal for every repository named. */
export type ChangeGroup = {
  readonly kind: ChangeKind;
  /** Sorted; empty for what belongs to the whole stack. */
  readonly repositories: readonly string[];
} & (
  | { readonly of: 'repository'; readonly resources: number; readonly files: number }
  | {
      readonly of: 'file';
      readonly path: string;
      readonly diff: FileDiff;
    }
  | {
      readonly of: 'resource';
      readonly type: string;
      /** With `<repository>` for the repository's name. */
      readonly name: string;
      readonly differences: readonly ShownDifference[];
    }
);

/** Without the repositories that it is equal for. */
export type Change = ChangeGroup extends infer Group
  ? Group extends ChangeGroup
    ? Omit<Group, 'repositories'>
    : never
  : never;

/** What a repository's own name is written as, so that equal changes of two repositories read the same. */
const placeholder = '<repository>';

/** A text with the repository's name taken out, where it is a word of its own or begins a resource's name. */
export function withoutRepository(text: string, repository: string | undefined): string {
  if (repository === undefined || repository.length < 2) return text;
  const bare = repository.slice(repository.lastIndexOf('/') + 1);
  let result = text;
  for (let at = result.indexOf(bare); at !== -1; at = result.indexOf(bare, at + 1)) {
    const before = result[at - 1] ?? '';
    if (/[\w-]/.test(before)) continue;
    const after = result.slice(at + bare.length);
    // `orders-service-files` is a part of orders-service; `orders-services` is not.
    if (/^\w/.test(after)) continue;
    result = `${result.slice(0, at)}${placeholder}${after}`;
    at += placeholder.length - 1;
  }
  return result;
}

/** Differences as they may be shown: secrets hidden, unknowns named, the repository's name taken out. */
export function shownDifferences(
  differences: readonly PropertyDifference[],
  repository: string | undefined,
): readonly ShownDifference[] {
  return differences.map(({ path, kind, before, after, secret }) => ({
    path,
    kind,
    before: withoutRepository(shownValue(before, secret), repository),
    after: withoutRepository(shownValue(after, secret), repository),
  }));
}

/**
 * Equal changes of several repositories as one: repositories first, then files, then resources, the most common first.
 */
export function groupRepositories(
  changes: readonly { readonly change: Change; readonly repository: string | undefined }[],
): readonly ChangeGroup[] {
  const groups = new Map<string, { readonly change: Change; readonly repositories: string[] }>();
  for (const { change, repository } of changes) {
    const key = keyOf(change);
    const group = groups.get(key) ?? { change, repositories: [] };
    groups.set(key, group);
    if (repository !== undefined) group.repositories.push(repository);
  }
  const rank = { repository: 0, file: 1, resource: 2 };
  return [...groups.values()]
    .map(({ change, repositories }) => ({ ...change, repositories: repositories.sort() }))
    .sort(
      (a, b) =>
        rank[a.of] - rank[b.of] ||
        b.repositories.length - a.repositories.length ||
        compare(labelOf(a), labelOf(b)),
    );
}

/** Equal for changes that a reader would call the same: a file's lines may be elsewhere and among other lines. */
function keyOf(change: Change): string {
  if (change.of !== 'file') return JSON.stringify(change);
  const { kind, path, diff } = change;
  const lines = diff.text.split('\n').filter((line) => /^[+-]/.test(line));
  return JSON.stringify([kind, path, diff.added, diff.removed, lines]);
}

function labelOf(group: ChangeGroup): string {
  switch (group.of) {
    case 'repository':
      return group.kind;
    case 'file':
      return group.path;
    case 'resource':
      return `${group.type} ${group.name}`;
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
