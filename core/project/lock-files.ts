import { normalName } from '../kernel/package-name';
import { type ProjectFiles } from './project-files';

/** A package as a lock file has it. */
export interface LockedPackage {
  readonly version: string;
}

/** Lock files by the manager that writes them. */
export const lockFiles = { uv: 'uv.lock', poetry: 'poetry.lock', pdm: 'pdm.lock' } as const;

export type LockingManager = keyof typeof lockFiles;

/** Managers whose lock file is there. */
export const lockingManagers = (files: ProjectFiles): readonly LockingManager[] =>
  (Object.keys(lockFiles) as LockingManager[]).filter((manager) => files.has(lockFiles[manager]));

/**
 * The packages of a lock file by normalised name. Read by lines and not as TOML: such a file has tens of thousands of
 * them, and its own tool judges whether it is whole.
 */
export function lockedPackages(text: string): ReadonlyMap<string, LockedPackage> {
  const packages = new Map<string, LockedPackage>();
  let name: string | undefined;
  let isPackage = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) isPackage = line.trim() === '[[package]]';
    if (!isPackage) continue;
    const [, key, value] = /^(name|version) = "([^"]*)"/.exec(line) ?? [];
    if (key === 'name') name = normalName(value ?? '');
    if (key === 'version' && name !== undefined && value !== undefined)
      packages.set(name, { version: value });
  }
  return packages;
}
