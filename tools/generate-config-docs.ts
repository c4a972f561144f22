import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { stackFileSchema } from '../core/config/json-schema';
import { projectFile } from '../core/config/project-file';
import { configurationReference } from '../core/config/reference';

/** Writes what is made from the configuration's schema; tests fail when it is stale. */
const root = path.resolve(__dirname, '..');
const generated = path.join(root, 'core', 'config', 'generated');
writeFileSync(
  path.join(generated, 'stack.schema.json'),
  `${JSON.stringify(stackFileSchema(), undefined, 2)}\n`,
);
writeFileSync(path.join(root, 'docs', 'configuration.md'), configurationReference());
const project = path.join(root, 'Pulumi.yaml');
writeFileSync(project, projectFile(readFileSync(project, 'utf8')));
