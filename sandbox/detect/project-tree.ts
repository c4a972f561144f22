import { parse as parseToml, TomlError } from 'smol-toml';
import { BareRepository } from '../github/bare-repository';

/** The files of one commit, read without checking them out. */
export interface ProjectTree {
  /** Paths of all regular files, sorted. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** The text of a file; undefined when there is none of that path. */
  read(path: string): Promise<string | undefined>;
}

/** A file of the project that cannot be read as what it should be. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError';
}

export async function openTree(gitDirectory: string, commit: string): Promise<ProjectTree> {
  const git = new BareRepository(gitDirectory);
  const entries = await git.tree(commit, true);
  // Symbolic links (mode 120000) hold a path and no text of their own.
  const blobs = new Map(
    entries
      .filter((entry) => entry.type === 'blob' && entry.mode.startsWith('100'))
      .map((entry) => [entry.path, entry.sha]),
  );
  return {
    paths: [...blobs.keys()].sort(),
    has: (path) => blobs.has(path),
    read: async (path) => {
      const sha = blobs.get(path);
      return sha === undefined ? undefined : (await git.blob(sha)).toString('utf8');
    },
  };
}

/** A TOML file as plain tables; an empty one when it is missing. */
export async function readToml(tree: ProjectTree, path: string): Promise<Table> {
  const text = await tree.read(path);
  if (text === undefined) return {};
  try {
    return parseToml(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new ProjectFileError(
      `${path}:${cause.line}:${cause.column}: no valid TOML; mend it and commit it first`,
      { cause },
    );
  }
}

export type Table = Readonly<Record<string, unknown>>;

/** The value below a chain of tables, such as `tool`, `pytest`, `ini_options`; undefined where one is missing. */
export function at(table: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Table)[key]
        : undefined,
    table,
  );
}

export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
