import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { withDefaults } from '../runtime/action/description';

/** Writes the defaults of the score's rules into the action's description; a test fails when they are stale. */
const file = path.resolve(__dirname, '..', 'runtime', 'action', 'action.yml');
writeFileSync(file, withDefaults(readFileSync(file, 'utf8')));
