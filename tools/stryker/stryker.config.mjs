// Read by Stryker, which tools/bench/mutate.ts starts; what differs by folder comes in its environment.
// https://stryker-mutator.io/docs/stryker-js/configuration
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { MUTATE_FILES = '', MUTATE_EXCLUDED = '', MUTATE_CACHE = '' } = process.env;
/** @param {string} list */
const words = (list) => list.split(' ').filter((word) => word !== '');

export default {
  packageManager: 'npm',
  plugins: [`${root}.tools/stryker/node_modules/@stryker-mutator/jest-runner/dist/src/index.js`],
  testRunner: 'jest',
  jest: { configFile: 'tools/stryker/jest.config.js' },
  mutate: words(MUTATE_FILES),
  mutator: { excludedMutations: words(MUTATE_EXCLUDED) },
  coverageAnalysis: 'perTest',
  // A mutant in what runs once when its module is loaded needs all tests, each in a new process.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `${MUTATE_CACHE}/incremental.json`,
  reporters: ['json', 'clear-text', 'progress'],
  jsonReporter: { fileName: `${MUTATE_CACHE}/report.json` },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  tempDirName: `${MUTATE_CACHE}/tree`,
  ignorePatterns: ['.tools', 'build', '.gatehouse', 'docs', 'sdks', 'tests/proof'],
  concurrency: 2,
  // A mutant that loops is ended by this; a busy machine alone is not to look like one.
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 20,
  allowEmpty: false,
};
