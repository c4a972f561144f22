'use strict';
const { chmodSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/**
 * Gives a run of the tests a temporary directory of its own, for its workers and all that they start: the tools of a
 * pipeline leave locks and folders there that no test knows of. remove-temporary-directory.js removes it.
 */
module.exports = () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-tests-'));
  // As of any temporary directory, the way through it is open: PostgreSQL refuses to run as root.
  chmodSync(directory, 0o711);
  process.env.TMPDIR = directory;
};
