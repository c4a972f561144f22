'use strict';

/**
 * Jest's resolver, which also finds the TypeScript source that an import names as the JavaScript it becomes: what a function
 * or the action loads on demand.
 *
 * @param {string} request
 * @param {{ readonly defaultResolver: (request: string, options: object) => string }} options
 * @returns {string}
 */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  }
};
