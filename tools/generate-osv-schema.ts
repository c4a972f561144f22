import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { trimmedSchema } from './trimmed-schema';

/** Writes the JSON Schema that a loopback OSV is held to, from the one that tools/fetch-osv-schema.mjs fetched. */
const root = path.resolve(__dirname, '..');
const fetched = (file: string): object =>
  JSON.parse(readFileSync(path.join(root, '.tools', 'osv-schema', file), 'utf8')) as object;

const { name, version } = fetched('source.json') as {
  readonly name: string;
  readonly version: string;
};
const target = path.join(root, 'tests', 'runtime', 'action', 'generated');
mkdirSync(target, { recursive: true });
writeFileSync(
  path.join(target, 'osv-schema.json'),
  `${JSON.stringify({
    $comment: `Records of OSV, from ${name} ${version} (Apache-2.0)`,
    ...(trimmedSchema(fetched('schema.json')) as object),
  })}\n`,
);
