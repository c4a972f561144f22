/** The files of one commit. Whoever has the repository hands them in; nothing here reads a disk. */
export interface ProjectTree {
  /**
   * Paths of all files, relative to the root and with `/`. A symbolic link that leads to a file of the tree counts as that
   * file.
   */
  readonly paths: readonly string[];
  /** Paths at which another repository is mounted (git's mode 160000). */
  readonly submodules?: readonly string[];
  /** The text of a file; undefined when there is none of that path, or it is too large to be a text. */
  read(path: string): Promise<string | undefined>;
}

/** The part of a tree that lies in a directory, as if it were all; submodules too. */
export function treeBelow(tree: ProjectTree, directory: string): ProjectTree {
  if (directory === '.') return tree;
  const prefix = `${directory}/`;
  const below = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return {
    paths: below(tree.paths),
    submodules: below(tree.submodules ?? []),
    read: (path) => tree.read(prefix + path),
  };
}

/** The directory of a path, `.` at the root. */
export const directoryOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';

/** The last part of a path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * A path seen from another directory, without `.` and `..`; undefined when it leaves the root.
 */
export function resolvePath(directory: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of `${directory}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
