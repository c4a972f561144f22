import path from 'node:path';

/** Directory of the states, the lock files, the passphrase and the sandbox, below the folder of Pulumi.yaml. */
export function dataDirectory(root: string): string {
  return path.join(root, '.gatehouse');
}
