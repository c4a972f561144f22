#!/usr/bin/env node
// Starts the command line from a bundle, kept under a name made of a hash of everything it was built from: an edit gives
// another name, and so a new bundle. A stale one cannot run. See docs/decisions/0010-what-makes-a-run-start-faster.md.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadBundle } from './load-bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const output = path.join(root, 'build', 'cli');

/** `check` starts without the host, which takes several times as long to load. */
const entry = process.argv[2] === 'check' ? 'check' : 'cli';

/** Rooms whose sources end up in the bundle; esbuild's list of what it read is held against it. */
const rooms =
  entry === 'check' ? ['core', 'policies', 'cli'] : ['cli', 'core', 'policies', 'provider'];

/** @param {string} directory */
function sources(directory) {
  return readdirSync(path.join(root, directory), { withFileTypes: true, recursive: true })
    .filter(
      (file) =>
        file.isFile() && /\.(?:ts|json|mjs)$/.test(file.name) && !file.name.endsWith('.test.ts'),
    )
    .map((file) => path.join(file.parentPath ?? file.path, file.name))
    .sort();
}

function bundleName() {
  const hash = createHash('sha256');
  const files = [...rooms.flatMap(sources), path.join(root, 'package-lock.json')];
  for (const file of files) {
    hash.update(`${path.relative(root, file)}\0`);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return `${entry}-${hash.digest('hex').slice(0, 24)}.cjs`;
}

/**
 * Whether a bundle that was never finished is that of a killed process: one takes seconds to write.
 * @param {string} file
 */
function isLeftBehind(file) {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Date.now() - written > 3_600_000;
}

/** @param {string} file */
async function bundle(file) {
  const { build, stop } = await import('esbuild');
  mkdirSync(output, { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [path.join(root, 'cli', `${entry}.ts`)],
    outfile: temporary,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // No source map: it would be two thirds of what each run reads, and Node ignores it by default.
    // Loaded from node_modules by the one command that asks AWS, so that the others need not read past it.
    external: ['@aws-sdk/*'],
    logLevel: 'warning',
  });
  // Or its service would hold memory as long as the run lasts.
  await stop();
  const unwatched = Object.keys(metafile.inputs).filter(
    (input) =>
      !/^(?:\.\.\/|node_modules\/)/.test(input) &&
      // Made of a package alone, which the lock file pins.
      input !== 'build/expressions.cjs' &&
      !rooms.includes(input.split('/')[0] ?? ''),
  );
  if (unwatched.length > 0)
    throw new Error(`an edit there would not be noticed: ${unwatched.join(', ')}`);
  renameSync(temporary, file);
  for (const other of readdirSync(output)) {
    // A bundle, the code that V8 keeps of it, or one of them that was not finished.
    const [, of, unfinished] =
      /^([a-z]+)-[0-9a-f]+\.cjs(?:\.v8)?(\.[0-9a-f-]{36})?$/.exec(other) ?? [];
    if (of !== entry) continue;
    const isOther = ![file, `${file}.v8`].includes(path.join(output, other));
    const isOver = unfinished === undefined ? isOther : isLeftBehind(path.join(output, other));
    if (isOver) rmSync(path.join(output, other), { force: true });
  }
}

// The first signal lets effects in flight come to their end; the second one ends the host as if it were killed, from
// which the next run recovers too.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
const file = path.join(output, bundleName());
if (!existsSync(file)) await bundle(file);
const { exports, keep } = loadBundle(file);
const { runCli } = /** @type {typeof import('./cli.js')} */ (exports);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
process.exitCode = await runCli(process.argv.slice(2), {
  version,
  directory: process.cwd(),
  environment: process.env,
  interrupted: interruption.signal,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
keep();
