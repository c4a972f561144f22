'use strict';
/**
 * Takes the place of a module until a member of it is used: each test file loads the SDK again, and with it this one. See
 * docs/decisions/0010-what-makes-a-run-start-faster.md.
 * @param {() => Record<string | symbol, unknown>} load
 */
exports.loadLate = (load) =>
  // That it is an ES module keeps the SDK from copying every member.
  new Proxy({}, { get: (_, key) => (key === '__esModule' ? true : load()[key]) });
