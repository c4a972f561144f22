'use strict';
const everyday = require('../../jest.config');

/**
 * The tests that lie beside the changed code, as Stryker runs them on its own copy of the tree, which lies below .tools.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...everyday,
  rootDir: process.cwd(),
  roots: [`<rootDir>/${process.env['MUTATE_FOLDER'] ?? ''}`],
  testPathIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: [],
  // What is changed is pure: no test of it needs a build or leaves a file.
  globalSetup: undefined,
  globalTeardown: undefined,
  testSequencer: undefined,
  reporters: undefined,
  maxWorkers: 1,
};
