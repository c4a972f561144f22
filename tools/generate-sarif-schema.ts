import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Writes the JSON Schema that reports are held to, from the one that tools/fetch-sarif-schema.mjs fetched: without
 * descriptions, and with the keywords of today's drafts.
 */
const root = path.resolve(__dirname, '..');
const fetched = (file: string): unknown =>
  JSON.parse(readFileSync(path.join(root, '.tools', 'sarif-schema', file), 'utf8'));

/** Keys of draft 4 that say nothing of a document; a property may have such a name. */
const LEFT_OUT: ReadonlySet<string> = new Set(['$schema', 'id', 'description']);

function trimmed(value: unknown, isSchema: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => trimmed(item, isSchema));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (isSchema && LEFT_OUT.has(key)) return [];
      if (isSchema && typeof item === 'boolean' && key.startsWith('exclusive'))
        throw new Error(`${key} is a keyword of draft 4 that later ones write otherwise`);
      const named = isSchema && (key === 'properties' || key === 'definitions');
      return [[key, trimmed(item, !named)] as const];
    }),
  );
}

const { name, version } = fetched('source.json') as {
  readonly name: string;
  readonly version: string;
};
const { license } = fetched('package.json') as { readonly license: string };
const schema = trimmed(fetched('lib/schemas/sarif-2.1.0-rtm.5.json'), true) as object;
const target = path.join(root, 'policies', 'report', 'generated');
mkdirSync(target, { recursive: true });
writeFileSync(
  path.join(target, 'sarif-schema.json'),
  `${JSON.stringify({ $comment: `SARIF 2.1.0, from ${name} ${version} (${license})`, ...schema })}\n`,
);
