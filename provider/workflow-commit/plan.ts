/** What is at a path of a repository. */
export interface TreeEntry {
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Git's file mode, such as 100644, 100755, 120000 (a symbolic link), 040000 (a folder). */
  readonly mode: string;
}

/** Entries by path; a path that is not in it is free. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** A file as it should be. */
export interface Wanted {
  readonly sha: string;
  readonly executable: boolean;
}

/** The way from what a branch has to what it should have. */
export interface ChangePlan {
  /** Paths to write. */
  readonly additions: readonly string[];
  /** Paths to remove: ours, and no longer wanted. */
  readonly deletions: readonly string[];
  /** Paths where something stands that is not ours to overwrite. */
  readonly conflicts: readonly string[];
  /** Paths of foreign files that are taken over and overwritten; also in `additions`. */
  readonly adopted: readonly string[];
}

/**
 * Decides what to write and remove. A file that already is as wanted is taken over in silence, whoever wrote it; one that
 * differs is overwritten only when it is owned or adoption is allowed. A folder is never overwritten, nor a file that
 * stands where a folder is needed.
 *
 * @param owned paths that an earlier delivery wrote.
 * @param present holds what is at every path of `wanted` and `owned`, and at their folders.
 */
export function planChanges(
  wanted: ReadonlyMap<string, Wanted>,
  owned: ReadonlySet<string>,
  present: Tree,
  adopt: boolean,
): ChangePlan {
  const additions: string[] = [];
  const conflicts: string[] = [];
  const adopted: string[] = [];
  for (const [path, file] of wanted) {
    const entry = present.get(path);
    if (entry !== undefined && isAsWanted(entry, file)) continue;
    const barrier = foldersOf(path).find(
      (folder) => (present.get(folder)?.type ?? 'tree') !== 'tree',
    );
    if (barrier !== undefined) conflicts.push(barrier);
    else if (entry === undefined || (owned.has(path) && entry.type === 'blob')) {
      additions.push(path);
    } else if (adopt && entry.type === 'blob') {
      additions.push(path);
      adopted.push(path);
    } else {
      conflicts.push(path);
    }
  }
  const deletions = [...owned].filter(
    (path) => !wanted.has(path) && present.get(path)?.type === 'blob',
  );
  return {
    additions: additions.sort(),
    deletions: deletions.sort(),
    conflicts: [...new Set(conflicts)].sort(),
    adopted: adopted.sort(),
  };
}

/** The folders a path lies in, outermost first. */
export function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

export function isEmptyPlan({ additions, deletions }: ChangePlan): boolean {
  return additions.length === 0 && deletions.length === 0;
}

function isAsWanted(entry: TreeEntry, file: Wanted): boolean {
  return (
    entry.type === 'blob' &&
    entry.sha === file.sha &&
    entry.mode === (file.executable ? '100755' : '100644')
  );
}
