// Fetches AWS's runtime interface client, the program that runs a handler inside Lambda, into the directory named first.
// Not an npm dependency: its install script compiles curl and a native client, which tests do without.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const version = '4.0.2';
const integrity =
  'sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==';

const target = path.resolve(process.argv[2] ?? '');
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
execFileSync('npm', ['pack', '--silent', `aws-lambda-ric@${version}`], { cwd: target });
const archive = path.join(target, `aws-lambda-ric-${version}.tgz`);
const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
if (found !== integrity) throw new Error(`aws-lambda-ric ${version} has integrity ${found}`);
execFileSync('tar', ['-xzf', archive, '-C', target, '--strip-components=1', 'package/index.mjs']);
rmSync(archive);
