'use strict';
const { loadLate } = require('./load-late');

module.exports = loadLate(() => require('../../../node_modules/@npmcli/arborist'));
