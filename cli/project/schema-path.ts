import path from 'node:path';

/** Where npm puts this package below a project that has installed it. */
export const installedPackage = 'node_modules/gatehouse';

/** This package, which may be the project itself. */
const ownPackage = path.resolve(__dirname, '..', '..');

/**
 * The JSON Schema for a file of a project, as that file's first line names it for editors.
 *
 * @param file path below the project.
 */
export function schemaPath(root: string, file: string, kind: 'stack' | 'fleet'): string {
  const home = path.resolve(root) === ownPackage ? ownPackage : path.join(root, installedPackage);
  const schema = path.join(home, 'core/config/generated', `${kind}.schema.json`);
  const seen = path.relative(path.dirname(path.join(root, file)), schema);
  const posix = seen.split(path.sep).join('/');
  return posix.startsWith('.') ? posix : `./${posix}`;
}
