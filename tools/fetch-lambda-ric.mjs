// Fetches AWS's runtime interface client, the program that runs a handler inside Lambda, into the directory named first.
// Not an npm dependency: its install script compiles curl and a native client, which tests do without.
import path from 'node:path';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

fetchNpmPackage(
  {
    name: 'aws-lambda-ric',
    version: '4.0.2',
    integrity:
      'sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==',
    members: ['index.mjs'],
    strip: 1,
  },
  path.resolve(process.argv[2] ?? ''),
);
