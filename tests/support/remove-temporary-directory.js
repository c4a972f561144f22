'use strict';
const { rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/** Removes what own-temporary-directory.js made. */
module.exports = () => {
  const directory = tmpdir();
  if (!path.basename(directory).startsWith('gatehouse-tests-')) {
    throw new Error(`${directory} is not the temporary directory of this run`);
  }
  // A process that is just ending may still write.
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
