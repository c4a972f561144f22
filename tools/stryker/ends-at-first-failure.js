'use strict';
const { TestEnvironment } = require('jest-environment-node');

/** One failure notices a change: what is left of the run, slow tests of properties among it, is skipped. */
class EndsAtFirstFailure extends TestEnvironment {
  /** Of the present run, which its sequencer begins. */
  static hasFailed = false;

  /** @param {{ name: string, test: { mode: string | undefined, errors: readonly unknown[] } }} event */
  handleTestEvent(event) {
    if (event.name === 'test_start' && EndsAtFirstFailure.hasFailed) event.test.mode = 'skip';
    if (event.name === 'test_done' && event.test.errors.length > 0)
      EndsAtFirstFailure.hasFailed = true;
  }
}

module.exports = EndsAtFirstFailure;
