import path from 'node:path';

/** Its name, which a project's .gitignore lists. */
export const dataDirectoryName = '.gatehouse';

/** Directory of the states, the lock files, the passphrase and the sandbox, below the folder of Pulumi.yaml. */
export function dataDirectory(root: string): string {
  return path.join(root, dataDirectoryName);
}
