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

/** A file as it was before a delivery took its place. */
export type FormerFile = Pick<TreeEntry, 'sha' | 'mode'>;

/** Files of others that a delivery replaces, or gives back. */
export interface Replacement {
  /** Paths of files that the wanted ones replace: overwritten where one of those goes, removed elsewhere. */
  readonly replaced: ReadonlySet<string>;
  /** Files to give back, by path. */
  readonly former: ReadonlyMap<string, FormerFile>;
}

const noReplacement: Replacement = { replaced: new Set(), former: new Map() };

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
  /** Paths of foreign files that the wanted ones replace and that are removed; also in `deletions`. */
  readonly removed: readonly string[];
  /** Paths at which the file from before is given back; also in `additions`. */
  readonly restored: readonly string[];
}

/**
 * Decides what to write and remove. A file that already is as wanted is taken over in silence, whoever wrote it; one that
 * differs is overwritten only when it is owned, to be replaced, or adoption is allowed. A folder is never overwritten, nor a file that
 * stands where a folder is needed. A file is given back where ours stands, or nothing; one that someone put there since
 * stays.
 *
 * @param owned paths that an earlier delivery wrote.
 * @param present holds what is at every path of the others, and at their folders.
 */
export function planChanges(
  wanted: ReadonlyMap<string, Wanted>,
  owned: ReadonlySet<string>,
  present: Tree,
  adopt: boolean,
  { replaced, former }: Replacement = noReplacement,
): ChangePlan {
  const additions: string[] = [];
  const conflicts: string[] = [];
  const adopted: string[] = [];
  for (const [path, file] of wanted) {
    const entry = present.get(path);
    if (entry !== undefined && isAsWanted(entry, file)) continue;
    const barrier = barrierOf(path, present);
    if (barrier !== undefined) conflicts.push(barrier);
    else if (entry === undefined || (owned.has(path) && entry.type === 'blob')) {
      additions.push(path);
    } else if ((adopt || replaced.has(path)) && entry.type === 'blob') {
      additions.push(path);
      adopted.push(path);
    } else {
      conflicts.push(path);
    }
  }
  const isFile = (path: string): boolean => present.get(path)?.type === 'blob';
  const deletions = [...owned].filter(
    (path) => !wanted.has(path) && !former.has(path) && isFile(path),
  );
  const removed = [...replaced].filter(
    (path) => !wanted.has(path) && !owned.has(path) && isFile(path),
  );
  const restored = [...former].flatMap(([path, file]) =>
    isToRestore(path, file, owned, present) ? [path] : [],
  );
  return {
    additions: [...additions, ...restored].sort(),
    deletions: [...new Set([...deletions, ...removed])].sort(),
    conflicts: [...new Set(conflicts)].sort(),
    adopted: adopted.sort(),
    removed: removed.sort(),
    restored: restored.sort(),
  };
}

function isToRestore(
  path: string,
  { sha, mode }: FormerFile,
  owned: ReadonlySet<string>,
  present: Tree,
): boolean {
  const entry = present.get(path);
  if (entry === undefined) return barrierOf(path, present) === undefined;
  return owned.has(path) && entry.type === 'blob' && (entry.sha !== sha || entry.mode !== mode);
}

/** The file that stands where a folder of the path would have to be. */
function barrierOf(path: string, present: Tree): string | undefined {
  return foldersOf(path).find((folder) => (present.get(folder)?.type ?? 'tree') !== 'tree');
}

/** The folders a path is in, outermost first. */
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
