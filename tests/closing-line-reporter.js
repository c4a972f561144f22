'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

/** @typedef {{ readonly below: readonly string[], readonly program: string, readonly reason: string }} PermittedSkip */
/** @typedef {{ readonly status: string, readonly fullName: string }} Test */
/**
 * @typedef {{ readonly testFilePath: string, readonly testResults: readonly Test[], readonly testExecError?: unknown }}
 * TestFile
 */

/**
 * What jest tells of a run, as far as it is looked at.
 * @typedef {{ readonly testResults: readonly TestFile[], readonly numPassedTests: number, readonly numFailedTests: number }} Results
 */

/**
 * What a run may skip, and nothing else: the tests below some folders, on a machine without the program that they need.
 */
const permittedSkips = require('./permitted-skips.json');

const isOnPath = (/** @type {string} */ program) =>
  spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;

/**
 * Names every skipped test with the reason, so that no one takes it for a passed one, fails the run for one that may
 * not be skipped, and closes the run with one plain line: `N passed, N failed, N skipped`.
 */
class ClosingLineReporter {
  /**
   * `permitted`, `isPresent`: for the test of this file.
   * @param {{ readonly rootDir: string, readonly testNamePattern?: string }} config
   * @param {{ readonly permitted?: readonly PermittedSkip[], readonly isPresent?: (program: string) => boolean }} options
   */
  constructor(
    { rootDir, testNamePattern },
    { permitted = permittedSkips, isPresent = isOnPath } = {},
  ) {
    this.root = rootDir;
    // With `-t` jest reports every test that does not match as skipped, as wished.
    this.isWhole = !testNamePattern;
    this.permitted = permitted.filter(({ program }) => !isPresent(program));
  }

  /**
   * @param {unknown} _contexts
   * @param {Results} results
   */
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

  /** @param {string} testFile */
  reasonFor(testFile) {
    const file = path.relative(this.root, testFile).split(path.sep).join('/');
    return this.permitted.find(({ below }) => below.some((folder) => file.startsWith(folder)))
      ?.reason;
  }
}

module.exports = ClosingLineReporter;
