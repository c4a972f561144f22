'use strict';
const everyday = require('./jest.config');

/** What is true but slow, run by `make proof`. @type {import('jest').Config} */
module.exports = {
  ...everyday,
  testMatch: ['<rootDir>/tests/proof/**/*.test.ts'],
  testPathIgnorePatterns: everyday.testPathIgnorePatterns.filter((one) => !one.includes('proof')),
};
