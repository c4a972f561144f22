import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fleetFileJsonSchema, stackFileSchema } from '../core/config/json-schema';
import { projectFile } from '../core/config/project-file';
import { configurationReference } from '../core/config/reference';

/** Writes what is made from the configuration's schema; tests fail when it is stale. */
const root = path.resolve(__dirname, '..');
const generated = path.join(root, 'core', 'config', 'generated');
const schemas = { stack: stackFileSchema(), fleet: fleetFileJsonSchema() };
for (const [name, schema] of Object.entries(schemas)) {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  writeFileSync(path.join(generated, `${name}.schema.json`), text);
}
writeFileSync(path.join(root, 'docs', 'configuration.md'), configurationReference());
const project = path.join(root, 'Pulumi.yaml');
writeFileSync(project, projectFile(readFileSync(project, 'utf8')));
