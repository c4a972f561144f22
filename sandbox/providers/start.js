'use strict';
require('../../tools/typescript-loader.js');
require('./index.ts');
