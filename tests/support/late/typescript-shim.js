'use strict';
const { loadLate } = require('./load-late');

module.exports = loadLate(() => require('typescript'));
