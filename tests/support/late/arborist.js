'use strict';
const { loadLate } = require('./load-late');

// @ts-expect-error the package has no types
module.exports = loadLate(() => require('../../../node_modules/@npmcli/arborist'));
