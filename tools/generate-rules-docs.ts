import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { rulesReference } from '../policies/reference';

/** Writes docs/rules.md from the rules of the policy pack; a test fails when it is stale. */
writeFileSync(path.resolve(__dirname, '..', 'docs', 'rules.md'), rulesReference());
