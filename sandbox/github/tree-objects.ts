import type { ObjectStore } from './object-store';

/** One line of a tree object; its mode has six digits. */
export interface TreeLine {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

/** A change of a tree: `sha: null` deletes the path. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** A path that no tree may hold. */
export class InvalidTreePath extends Error {
  override readonly name = 'InvalidTreePath';

  constructor(path: string) {
    super(`"${path}" is not a valid path in a tree`);
  }
}

export const treeMode = '040000';

export function parseTreeObject(content: Buffer): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(0, at);
    const space = content.indexOf(' ', at);
    lines.push({
      mode: content.toString('latin1', at, space).padStart(6, '0'),
      name: content.toString('utf8', space + 1, end),
      sha: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return lines;
}

/** Writes the tree that is `base` with the changes applied in their order. @throws InvalidTreePath */
export async function editTree(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  for (const { path } of changes)
    if (path.split('/').some((part) => /^(\.{0,2}|\.git)$/i.test(part) || part.includes('\0')))
      throw new InvalidTreePath(path);
  return (await edited(store, base, changes)) ?? store.write('tree', new Uint8Array());
}

/** Undefined when nothing is left. */
async function edited(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string | undefined> {
  const lines = new Map((await linesOf(store, base)).map((line) => [line.name, line]));
  const below = new Map<string, TreeChange[]>();
  for (const { path, mode, sha } of changes) {
    const slash = path.indexOf('/');
    const name = slash === -1 ? path : path.slice(0, slash);
    if (slash !== -1) {
      const rest = { path: path.slice(slash + 1), mode, sha };
      below.set(name, [...(below.get(name) ?? []), rest]);
    } else if (sha !== null) {
      lines.set(name, { name, mode, sha });
      below.delete(name);
    } else if ((lines.get(name)?.mode === treeMode) === (mode === treeMode)) lines.delete(name);
  }
  for (const [name, inside] of below) {
    const old = lines.get(name);
    const folder = old?.mode === treeMode ? old.sha : undefined;
    if (folder === undefined && inside.every(({ sha }) => sha === null)) continue;
    const sha = await edited(store, folder, inside);
    if (sha === undefined) lines.delete(name);
    else lines.set(name, { name, mode: treeMode, sha });
  }
  return lines.size === 0 ? undefined : store.write('tree', treeObject([...lines.values()]));
}

async function linesOf(store: ObjectStore, tree: string | undefined): Promise<readonly TreeLine[]> {
  if (tree === undefined) return [];
  const found = await store.find(tree);
  if (found?.type !== 'tree') throw new Error(`${tree} is not a tree`);
  return parseTreeObject(found.content);
}

/** Git sorts by bytes, a folder as if its name ended in a slash. */
function treeObject(lines: readonly TreeLine[]): Buffer {
  const key = ({ name, mode }: TreeLine): Buffer =>
    Buffer.from(mode === treeMode ? `${name}/` : name);
  return Buffer.concat(
    [...lines]
      .sort((a, b) => Buffer.compare(key(a), key(b)))
      .flatMap(({ name, mode, sha }) => [
        Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
        Buffer.from(sha, 'hex'),
      ]),
  );
}
