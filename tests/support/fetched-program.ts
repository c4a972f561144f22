import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from './tools';

/** Whether `make tools` fetches the programs that come for one platform only. */
const isFetched = process.platform === 'linux' && process.arch === 'x64';

/**
 * Directory below `.tools` of a program that `make tools` fetches for Linux on x86-64; undefined on another platform, where
 * the machine's own is taken. @throws when it should be there and is not: a missing tool fails a test, it skips none.
 */
export function fetchedDirectory(name: 'browser' | 'postgres'): string | undefined {
  if (!isFetched) return undefined;
  const directory = path.join(projectRoot, '.tools', name);
  if (!existsSync(directory)) throw new Error(`.tools/${name} not found: run make tools`);
  return directory;
}
