// Fetches the JSON Schema of SARIF 2.1.0 into the directory named first, from a package that Microsoft publishes it in. The
// package itself is not installed: only its file is needed, by tools/generate-sarif-schema.ts.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

const schema = {
  name: '@microsoft/jest-sarif',
  version: '1.0.0-beta.0',
  integrity:
    'sha512-A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==',
  members: ['lib/schemas/sarif-2.1.0-rtm.5.json', 'package.json'],
  strip: 1,
};

const target = path.resolve(process.argv[2] ?? '');
fetchNpmPackage(schema, target);
const { name, version } = schema;
writeFileSync(path.join(target, 'source.json'), JSON.stringify({ name, version }));
