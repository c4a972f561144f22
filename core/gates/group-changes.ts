import { type GateChange } from './gate';

/** Equal changes of several repositories. */
export interface GateGroup {
  readonly change: Omit<GateChange, 'repository' | 'line' | 'column'>;
  /** Empty for what belongs to the whole stack. */
  readonly repositories: readonly string[];
  /** Line and column in each repository's file where they are known, by repository. */
  readonly lines: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
}

/** Equal changes as one, in the order in which they first appear; the more repositories, the earlier within a direction. */
export function groupChanges(changes: readonly GateChange[]): readonly GateGroup[] {
  interface Growing extends GateGroup {
    readonly repositories: string[];
    readonly lines: Map<string, { line: number; column: number }>;
  }
  const groups = new Map<string, Growing>();
  for (const { repository, line, column, ...change } of changes) {
    const key = JSON.stringify(change);
    const group: Growing = groups.get(key) ?? { change, repositories: [], lines: new Map() };
    groups.set(key, group);
    if (repository === undefined) continue;
    group.repositories.push(repository);
    if (line !== undefined) group.lines.set(repository, { line, column: column ?? 1 });
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(a.change.direction === 'stronger') - Number(b.change.direction === 'stronger') ||
      b.repositories.length - a.repositories.length,
  );
}
