// Loads a bundle with what V8 compiled of it before, which is kept beside it: most of a short run would be compiling.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { constants, Script } from 'node:vm';

/** Where V8's code of a bundle is kept. It refuses that of another version of itself. @param {string} file */
const keptCode = (file) => `${file}.v8`;

/** Another run may take it away at any time. @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file a CommonJS bundle in ASCII, whose name changes with its text.
 * @returns {{ exports: unknown, keep: () => void }} what it exports, and what keeps its code once it has run.
 */
export function loadBundle(file) {
  const kept = keptCode(file);
  const cachedData = readIfThere(kept);
  // The bundler escapes what is not ASCII, and V8 reads such a text several times faster.
  const text = readFileSync(file, 'latin1');
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${text}\n})`,
    {
      filename: file,
      ...(cachedData === undefined ? {} : { cachedData }),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  const module = { exports: {} };
  /** @type {(...parts: unknown[]) => void} */
  const run = script.runInThisContext();
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  const isKnown = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    exports: module.exports,
    keep: () => {
      if (isKnown) return;
      const temporary = `${kept}.${randomUUID()}`;
      try {
        writeFileSync(temporary, script.createCachedData());
        renameSync(temporary, kept);
      } catch {
        // A folder that cannot be written to: every run compiles again.
      }
    },
  };
}
