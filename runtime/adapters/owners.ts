import { join } from 'node:path';
import { codeOwnersLimit, codeOwnersPaths, defaultOwners } from '../../core/guard/owners-file';
import { readBounded } from './report-files';

/**
 * Who owns a repository as a whole, by the CODEOWNERS that GitHub takes: the first in its order of places, and none that is
 * too large for it.
 *
 * @param read a file of the repository by its path; undefined where there is none.
 */
export async function ownersIn(
  read: (path: string) => Promise<Uint8Array | undefined>,
): Promise<readonly string[]> {
  for (const path of codeOwnersPaths) {
    const bytes = await read(path);
    if (bytes === undefined) continue;
    return bytes.byteLength > codeOwnersLimit ? [] : defaultOwners(new TextDecoder().decode(bytes));
  }
  return [];
}

/** The same in a checked-out repository. */
export const ownersAt = (workspace: string): Promise<readonly string[]> =>
  ownersIn((path) => readBounded(join(workspace, path), codeOwnersLimit));
