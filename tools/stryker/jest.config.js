'use strict';
const everyday = require('../../jest.config');

const { MUTATE_FOLDER = '', MUTATE_WITHOUT = '' } = process.env;
const without = MUTATE_WITHOUT.split(' ').filter((folder) => folder !== '');

/**
 * The tests that are beside the changed code, as Stryker runs them on its own copy of the tree, which is below .tools.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...everyday,
  rootDir: process.cwd(),
  roots: [`<rootDir>/${MUTATE_FOLDER}`],
  testPathIgnorePatterns: ['/node_modules/', ...without.map((folder) => `<rootDir>/${folder}/`)],
  modulePathIgnorePatterns: [],
  // What is changed is pure: no test of it needs a build or leaves a file.
  globalSetup: undefined,
  globalTeardown: undefined,
  setupFiles: [require.resolve('./same-few-examples')],
  testEnvironment: require.resolve('./ends-at-first-failure'),
  testSequencer: require.resolve('./files-with-named-tests'),
  reporters: undefined,
  maxWorkers: 1,
};
