import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { trimmedSchema } from './trimmed-schema';

/**
 * Writes the JSON Schema that reports are held to, from the one that tools/fetch-sarif-schema.mjs fetched: without
 * descriptions, and with the keywords of today's drafts.
 */
const root = path.resolve(__dirname, '..');
const fetched = (file: string): unknown =>
  JSON.parse(readFileSync(path.join(root, '.tools', 'sarif-schema', file), 'utf8'));

const { name, version } = fetched('source.json') as {
  readonly name: string;
  readonly version: string;
};
const { license } = fetched('package.json') as { readonly license: string };
const schema = trimmedSchema(fetched('lib/schemas/sarif-2.1.0-rtm.5.json')) as object;
const target = path.join(root, 'core', 'sarif', 'generated');
mkdirSync(target, { recursive: true });
writeFileSync(
  path.join(target, 'sarif-schema.json'),
  `${JSON.stringify({ $comment: `SARIF 2.1.0, from ${name} ${version} (${license})`, ...schema })}\n`,
);
