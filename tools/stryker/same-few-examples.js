'use strict';
const { configureGlobal } = require('fast-check');

// The same examples for every change, or chance would say which are noticed; and few, since each change runs them again.
configureGlobal({ seed: 1, numRuns: 10 });
