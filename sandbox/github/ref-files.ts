import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names without anything of git's revision syntax. */
const plainName = /^(?!.*(\.\.|\.lock$|\/\/|\/$))[A-Za-z0-9][\w./-]*$/;

/**
 * What a branch or tag points at, read from git's files as git itself does: first the loose ref, then `packed-refs`.
 * @param name a full ref (`refs/heads/main`), or a short one, which is looked for among tags, then branches.
 * @returns undefined where only git can tell, such as for `HEAD` or a few digits of a commit's name.
 * https://git-scm.com/docs/gitrevisions
 */
export function readRef(
  directory: string,
  name: string,
): { readonly sha: string | undefined } | undefined {
  if (!plainName.test(name)) return undefined;
  if (name.startsWith('refs/')) return refOf(directory, name);
  const mayBeElse = /^[A-Z_]+$|^[0-9a-f]{4,40}$|-g[0-9a-f]+$/.test(name);
  if (mayBeElse || name.includes('/')) return undefined;
  const tag = refOf(directory, `refs/tags/${name}`);
  return tag?.sha === undefined ? refOf(directory, `refs/heads/${name}`) : tag;
}

function refOf(directory: string, ref: string): { readonly sha: string | undefined } | undefined {
  const loose = read(join(directory, ref))?.trim();
  // A symbolic ref is git's to follow.
  if (loose !== undefined) return /^[0-9a-f]{40}$/.test(loose) ? { sha: loose } : undefined;
  const packed = read(join(directory, 'packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return { sha: packed?.slice(0, 40) };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
