'use strict';
require('../../kernel/typescript-loader.js');
require('./index.ts');
