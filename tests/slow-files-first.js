'use strict';
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Test files that take longest, because they wait for processes. Where nothing is known yet of how long files took, as on
 * a machine that runs the tests for the first time, jest goes by their size, and would often begin a file of minutes last,
 * with nothing left for the other workers. What is not listed keeps jest's own order.
 */
const slow = [
  'tests/proof/life/prod.test.ts',
  'tests/proof/life/dev.test.ts',
  'tests/proof/life/local.test.ts',
  'tests/proof/projects/shapes.test.ts',
  'tests/proof/projects/ci.test.ts',
  'tests/proof/projects/preflight.test.ts',
  'tests/proof/simulations/interleavings.test.ts',
  'tests/runtime/action/dashboard.test.ts',
  'tests/main-job/main-job.test.ts',
  'tests/engine/main-job.test.ts',
  'tests/proof/life/interrupted.test.ts',
  'tests/core/readiness/real-reports.test.ts',
  'tests/runtime/lambda/fleet-run.test.ts',
  'tests/cli/fleet.test.ts',
  'tests/cli/lifecycle.test.ts',
  'tests/cli/interruption.test.ts',
  'tests/provider/faults.test.ts',
  'tests/runtime/dashboard/pages.test.ts',
  'tests/cli/secrets.test.ts',
  'tests/runtime/smoke/same-verdict.test.ts',
  'tests/core/pipeline/ci-success.test.ts',
  'tests/core/pipeline/check-settings.test.ts',
  'tests/runtime/lambda/worker.test.ts',
  'tests/runtime/lambda/schedules-and-alarms.test.ts',
];
const root = path.resolve(__dirname, '..');

/** @typedef {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} Tests */

class SlowFilesFirst extends Sequencer {
  /**
   * @override
   * @param {Tests} tests
   */
  sort(tests) {
    const place = (/** @type {{ readonly path: string }} */ { path: file }) => {
      const found = slow.indexOf(path.relative(root, file).split(path.sep).join('/'));
      return found === -1 ? slow.length : found;
    };
    // Sorting is stable, so equal places keep the order that jest gave them.
    return [.../** @type {Tests} */ (super.sort(tests))].sort((a, b) => place(a) - place(b));
  }
}

module.exports = SlowFilesFirst;
