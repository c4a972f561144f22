'use strict';

/**
 * Jest's resolver, which also finds the TypeScript source that an import names as the JavaScript it becomes: what a function
 * or the action loads on demand. @type {import('jest-resolve').SyncResolver}
 */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  }
};
