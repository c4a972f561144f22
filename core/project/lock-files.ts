import { normalName } from '../kernel/package-name';
import {
  type LockingManager,
  lockingManagers,
  managerEntries,
  packageManagers,
} from '../tools/managers';
import { type ProjectFiles } from './project-files';
import { at, isTable } from './tables';

/** A package as a lock file has it. */
export interface LockedPackage {
  readonly version: string;
}

/** Managers whose lock file is there. */
export const presentManagers = (files: ProjectFiles): readonly LockingManager[] =>
  lockingManagers.filter((manager) => files.has(packageManagers[manager].lockFile));

/** The manager whose table replaces `[project]`. */
export const describesItself = (pyproject: unknown): LockingManager | undefined =>
  managerEntries.find(
    ([name, { ownMetadata }]) => ownMetadata === true && isTable(at(pyproject, 'tool', name)),
  )?.[0];

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
