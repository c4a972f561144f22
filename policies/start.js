'use strict';
/*
 * Pulumi's launcher of policy packs compiles TypeScript with ts-node's language service, whatever tsconfig.json says
 * about it: six seconds for this pack. Its own entry point therefore hands the project's files to swc (0.1 s).
 * Types are checked by `make lint`.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const others = require.extensions['.ts'];
require.extensions['.ts'] = (module, filename) => {
  if (filename.includes('/node_modules/')) return others(module, filename);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};

require('./index.ts');
