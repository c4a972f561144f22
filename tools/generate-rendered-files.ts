import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { stableJson } from '../core/kernel/stable-json';
import { version } from '../package.json';
import { allFiles, digests, samples, sampleText } from '../tests/house/rendered-files';

/*
 * Writes what a few repositories get. With `--release` it also keeps the digests of this version, with which the changelog
 * of the next one is compared; before that, set the version in package.json and name the changelog's section after it.
 */
const directory = path.resolve(__dirname, '..', 'tests', 'house', 'rendered');
const rendered = allFiles();
for (const name of samples)
  writeFileSync(path.join(directory, `${name}.txt`), sampleText(rendered.get(name) ?? new Map()));
if (process.argv.includes('--release')) {
  const files = Object.fromEntries([...rendered].map(([name, each]) => [name, digests(each)]));
  writeFileSync(path.join(directory, 'released.json'), `${stableJson({ version, files }, 2)}\n`);
}
