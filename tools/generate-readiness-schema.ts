import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { documentJsonSchema } from '../core/readiness/report/document';

/** Writes the published JSON Schema of readiness.json; a test fails when it is stale. */
async function main(): Promise<void> {
  const file = path.resolve(__dirname, '..', 'docs', 'readiness.schema.json');
  const options = await resolveConfig(file);
  writeFileSync(
    file,
    await format(JSON.stringify(documentJsonSchema()), { ...options, parser: 'json' }),
  );
}

void main();
