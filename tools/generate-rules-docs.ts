import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { rulesReference } from '../policies/reference';

/** Writes docs/rules.md and docs/rules/ from the rules of the policy pack; a test fails when they are out of date. */
for (const [page, text] of Object.entries(rulesReference())) {
  const file = path.resolve(__dirname, '..', 'docs', page);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
