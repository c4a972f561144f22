import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * Gives a checkout the packages that are installed in the present working tree, by links. A package that is itself a
 * folder of the repository (`file:`) is linked to the checkout's own copy, so that a change in it is seen.
 */
export async function linkModules(present: string, checkout: string): Promise<void> {
  const from = path.join(present, 'node_modules');
  const to = path.join(checkout, 'node_modules');
  // A project that commits its packages has the other revision's already.
  if (!existsSync(from) || existsSync(to)) return;
  await mkdir(to, { recursive: true });
  const root = await realpath(present);
  const link = async (name: string): Promise<void> => {
    const source = path.join(from, name);
    const isLink = (await lstat(source)).isSymbolicLink();
    const own = isLink ? path.relative(root, await realpath(source)) : '..';
    const target = path.join(checkout, own);
    const isOwn = !own.startsWith('..') && !own.startsWith('node_modules') && existsSync(target);
    await symlink(isOwn ? target : source, path.join(to, name));
  };
  for (const name of await readdir(from)) {
    if (!name.startsWith('@')) {
      await link(name);
      continue;
    }
    await mkdir(path.join(to, name), { recursive: true });
    for (const inner of await readdir(path.join(from, name))) await link(path.join(name, inner));
  }
}
