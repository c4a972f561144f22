'use strict';
/*
 * Makes `require` read TypeScript. Pulumi's launchers of policy packs and provider plugins compile TypeScript with ts-node's
 * language service, whatever tsconfig.json says about it, which takes seconds a process; swc does it in a tenth of one.
 * Types are checked by `make lint`.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

const others = require.extensions['.ts'];
require.extensions['.ts'] = (module, filename) => {
  if (filename.includes('/node_modules/') && others !== undefined) return others(module, filename);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};
