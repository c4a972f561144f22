'use strict';
// Pulumi starts this file; the program itself is program.ts. Loaded this way it is read by swc, not by the TypeScript compiler.
require('../tools/typescript-loader.js');
module.exports = require('./program.ts');
