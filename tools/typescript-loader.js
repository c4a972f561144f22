'use strict';
/*
 * Makes `require` read TypeScript, by swc: ts-node, which the SDK has for that, loads the whole compiler. Types are
 * checked by `make lint`.
 *
 * What swc made is kept below build/, one file for each source, named by a hash of everything it was made from: an edit
 * gives another name, so a stale one cannot run. See docs/decisions/0010-what-makes-a-run-start-faster.md.
 */
const { createHash, randomUUID } = require('node:crypto');
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');
const { version } = require('@swc/core/package.json');

const root = path.resolve(__dirname, '..');
const kept = path.join(root, 'build', 'typescript');
/** @type {import('@swc/core').Options} */
const options = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  // A package is read when it is first used.
  module: { type: 'commonjs', lazy: true },
};
const base = `${version} ${JSON.stringify(options)}`;

/** @typedef {NodeJS.Module & { _compile(code: string, filename: string): void }} Compiling */

const others = require.extensions['.ts'];
require.extensions['.ts'] = (
  /** @type {NodeJS.Module} */ module,
  /** @type {string} */ filename,
) => {
  // The project may itself be a package of another one, below its node_modules.
  if (isOutside(filename) && others !== undefined) return others(module, filename);
  /** @type {Compiling} */ (module)._compile(compiled(filename), filename);
};

/** @param {string} filename */
function isOutside(filename) {
  return path.relative(root, filename).startsWith('..');
}

/** @param {string} filename */
function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const relative = path.relative(root, filename);
  if (isOutside(filename)) return compile(source, filename);
  const hash = createHash('sha256').update(`${base}\0${relative}\0${source}`).digest('hex');
  const file = path.join(kept, relative, `${hash.slice(0, 24)}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const code = compile(source, filename);
  keep(file, code);
  return code;
}

/**
 * @param {string} source
 * @param {string} filename
 */
function compile(source, filename) {
  // Loaded late: a native library of tens of megabytes.
  const { transformSync } = require('@swc/core');
  // The map names the source by what it is beside, so that a copy of the project can use it too.
  return transformSync(source, { ...options, filename, sourceFileName: path.basename(filename) })
    .code;
}

/** Read-only places and full disks. */
const bearable = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Other processes may be at the same file, so it appears whole or not at all.
 * @param {string} file
 * @param {string} code
 */
function keep(file, code) {
  const directory = path.dirname(file);
  try {
    mkdirSync(directory, { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    try {
      writeFileSync(temporary, code);
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
    for (const other of readdirSync(directory)) {
      const isOlder = /^[0-9a-f]{24}\.js$/.test(other) && other !== path.basename(file);
      if (isOlder) rmSync(path.join(directory, other), { force: true });
    }
  } catch (error) {
    // A project that may only be read works all the same, without the gain. For a path of several new directories on a
    // read-only file system Node says ENOENT.
    if (!bearable.has(codeOf(error))) throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code ?? '';
}
