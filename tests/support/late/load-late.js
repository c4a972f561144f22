'use strict';
/**
 * Stands for a module until somebody takes a member of it. Loading Pulumi's SDK reads TypeScript's compiler and npm's
 * dependency resolver, two thirds of what it costs, and each test file loads it anew. Only turning a function into the code
 * of a cloud function uses them.
 * @param {() => Record<string | symbol, unknown>} load
 */
exports.loadLate = (load) =>
  // That it is an ES module keeps the SDK from copying every member.
  new Proxy({}, { get: (_, key) => (key === '__esModule' ? true : load()[key]) });
