'use strict';
// What `gatehouse/components` gives to a program of your own: docs/reuse.md.
require('../tools/typescript-loader.js');
module.exports = require('./index.ts');
