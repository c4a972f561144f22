'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

/** What a run may skip, and nothing else: the tests below a folder, on a machine without the program that they need. */
const permittedSkips = require('./permitted-skips.json');

const isOnPath = (program) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;

/**
 * Names every skipped test with the reason, so that nobody takes it for a passed one, fails the run for one that may not be
 * skipped, and closes the run with one plain line: `N passed, N failed, N skipped`.
 */
class ClosingLineReporter {
  /** `permitted`, `isPresent`: for the test of this file. */
  constructor(
    { rootDir, testNamePattern },
    { permitted = permittedSkips, isPresent = isOnPath } = {},
  ) {
    this.root = rootDir;
    // With `-t` jest reports every test that does not match as skipped, as wished.
    this.isWhole = !testNamePattern;
    this.permitted = permitted.filter(({ program }) => !isPresent(program));
  }

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => ['pending', 'todo', 'disabled'].includes(status))
        .map(({ fullName }) => ({ name: fullName, reason: this.reasonFor(testFilePath) })),
    );
    const refused = this.isWhole ? skipped.filter(({ reason }) => reason === undefined) : [];
    const permitted = skipped.filter((one) => !refused.includes(one));
    for (const { name, reason } of this.isWhole ? permitted : []) {
      console.log(`skipped: ${name} (${reason})`);
    }
    for (const { name } of refused) {
      console.log(`may not be skipped: ${name} (tests/permitted-skips.json lists what may)`);
    }
    if (refused.length > 0) this.error = new Error('tests were skipped that may not be');
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const failed = results.numFailedTests + broken + refused.length;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${permitted.length} skipped`);
  }

  /** Read by jest: a run with an error of a reporter has failed. */
  getLastError() {
    return this.error;
  }

  reasonFor(testFile) {
    const file = path.relative(this.root, testFile).split(path.sep).join('/');
    return this.permitted.find(({ below }) => file.startsWith(below))?.reason;
  }
}

module.exports = ClosingLineReporter;
