import { namesIn } from '../names-in';
import { type PackageManager } from './package-manager';
import { pdm } from './pdm';
import { poetry } from './poetry';
import { uv } from './uv';

/** By the names that settings, commands and tables of pyproject.toml have for them. */
export const packageManagers = { uv, poetry, pdm } as const satisfies Readonly<
  Record<string, PackageManager>
>;

export type LockingManager = keyof typeof packageManagers;

export const lockingManagers = namesIn(packageManagers);

/** By the names of the table. */
export const managerEntries = Object.entries<PackageManager>(
  packageManagers,
) as readonly (readonly [LockingManager, PackageManager])[];
