/*
 * Renews what this repository knows of the world: `make refresh`. With GH_TOKEN or GITHUB_TOKEN GitHub allows more requests.
 * Run `make generate` afterwards: the pages of rules show pins.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textsFrom } from './refresh/get-text';
import { refresh } from './refresh/refresh';

const root = resolve(__dirname, '..');
const token = process.env['GH_TOKEN'] ?? process.env['GITHUB_TOKEN'];

const workflows = readdirSync(join(root, '.github', 'workflows')).map(
  (name) => `.github/workflows/${name}`,
);
void refresh({
  today: new Date().toISOString().slice(0, 10),
  get: textsFrom(token),
  read: (file) => readFileSync(join(root, file), 'utf8'),
  write: (file, text) => {
    writeFileSync(join(root, file), text);
  },
  pinned: ['core/pipeline/actions/pins.ts', ...workflows],
}).then(({ lines, failed }) => {
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = failed ? 1 : 0;
});
