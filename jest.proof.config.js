'use strict';
const everyday = require('./jest.config');

// Read by tests/proof/proof-size.ts, in the workers.
process.env.GATEHOUSE_PROOF = '1';

/** What is true but slow, run by `make proof`. @type {import('jest').Config} */
module.exports = {
  ...everyday,
  testMatch: [
    '<rootDir>/tests/proof/**/*.test.ts',
    // In its large form.
    '<rootDir>/tests/runtime/lambda/fleet-run.test.ts',
  ],
  testPathIgnorePatterns:
    everyday.testPathIgnorePatterns?.filter((one) => !one.includes('proof')) ?? [],
};
