/** Octokit and the workflow parser ship as ES modules only, so they are transformed along with our own code. */
const esModules = [
  '@octokit',
  '@actions',
  'universal-user-agent',
  'before-after-hook',
  'bottleneck',
  'json-with-bigint',
  'cronstrue',
  'd3-array',
  'd3-path',
  'd3-shape',
  'd3-time',
  'internmap',
  'fast-content-type-parse',
  'content-type',
  'toad-cache',
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  // Much of the time is waiting for processes and servers, so more workers than cores pay.
  maxWorkers: 4,
  testSequencer: '<rootDir>/tests/slow-files-first.js',
  globalSetup: '<rootDir>/tests/support/before-all-tests.js',
  globalTeardown: '<rootDir>/tests/support/remove-temporary-directory.js',
  // How long a test takes is never what it tests; this only ends one that hangs, on a machine with much else to do too.
  testTimeout: 600_000,
  reporters: ['default', 'summary', '<rootDir>/tests/closing-line-reporter.js'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/build/',
    '/\\.gatehouse/',
    '/\\.tools/',
    // What is true but slow: jest.proof.config.js.
    '<rootDir>/tests/proof/',
  ],
  modulePathIgnorePatterns: ['/build/', '/\\.gatehouse/', '/\\.tools/'],
  resolver: '<rootDir>/tests/support/resolve-source.js',
  // What Pulumi's SDK reads and no test uses: see tests/support/late/load-late.js.
  moduleNameMapper: {
    '^@npmcli/arborist$': '<rootDir>/tests/support/late/arborist.js',
    '/typescript-shim$': '<rootDir>/tests/support/late/typescript-shim.js',
  },
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', importInterop: 'node' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};
