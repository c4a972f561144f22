'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;
const EndsAtFirstFailure = require('./ends-at-first-failure');

/** Lies in Stryker's copy of the tree, and goes with it. */
const listing = 'tests-by-file.json';

/**
 * Stryker names the tests that run a changed place, and jest would load every file there is to look for them: most of the
 * time of a run. Which file has which tests is recorded in the first run, which runs them all.
 */
class FilesWithNamedTests extends Sequencer {
  /**
   * @override
   * @param {ConstructorParameters<typeof Sequencer>[0]} options
   */
  constructor(options) {
    super(options);
    this.names = options.globalConfig.testNamePattern;
    EndsAtFirstFailure.hasFailed = false;
  }

  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  sort(tests) {
    if (this.names === undefined || this.names === '') return tests;
    const wanted = new RegExp(this.names, 'i');
    const known = new Map(JSON.parse(readFileSync(listing, 'utf8')));
    return tests.filter(({ path }) =>
      known.get(path)?.some((/** @type {string} */ name) => wanted.test(name)),
    );
  }

  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['cacheResults']>[0]} _tests
   * @param {Parameters<InstanceType<typeof Sequencer>['cacheResults']>[1]} results
   */
  cacheResults(_tests, { testResults }) {
    if (this.names !== undefined && this.names !== '') return;
    const byFile = testResults.map((file) => [
      file.testFilePath,
      file.testResults.map((one) => one.fullName),
    ]);
    writeFileSync(listing, JSON.stringify(byFile));
  }
}

module.exports = FilesWithNamedTests;
