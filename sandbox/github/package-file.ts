import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file of an installed package. `require.resolve` alone refuses a data file that the package keeps out of its `exports`.
 */
export function packageFile(name: string, file: string): string {
  const folders = require.resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, file)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name}/${file} is not installed; run npm ci`);
  return found;
}
