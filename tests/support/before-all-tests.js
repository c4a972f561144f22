'use strict';
const buildFirst = require('./build-first');
const ownTemporaryDirectory = require('./own-temporary-directory');

module.exports = () => {
  buildFirst();
  ownTemporaryDirectory();
};
