'use strict';
const { execFileSync } = require('node:child_process');
const path = require('node:path');

/** Before the first test: what tests run from build/ is made of the present sources, however they were started. */
module.exports = () => {
  execFileSync('make', ['--silent', 'build/built'], {
    cwd: path.resolve(__dirname, '..', '..'),
    // Also below a make of its own.
    env: { ...process.env, MAKEFLAGS: '', MAKELEVEL: '0' },
    stdio: 'inherit',
  });
};
