'use strict';
// What `gatehouse/policies` gives to a pack of your own: docs/reuse.md.
require('../tools/typescript-loader.js');
module.exports = require('./library.ts');
