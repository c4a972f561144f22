import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { stableJson } from '../core/kernel/stable-json';
import { version } from '../package.json';
import { digests, filesOf, samples, sampleText } from '../tests/house/rendered-files';

/*
 * Writes what a few repositories get. With `--release` it also keeps the digests of this version, with which the changelog
 * of the next one is compared; before that, set the version in package.json and name the changelog's section after it.
 */
const directory = path.resolve(__dirname, '..', 'tests', 'house', 'rendered');
const rendered = samples.map((sample) => [sample, filesOf(sample)] as const);
for (const [name, files] of rendered)
  writeFileSync(path.join(directory, `${name}.txt`), sampleText(files));
if (process.argv.includes('--release')) {
  const files = Object.fromEntries(rendered.map(([name, each]) => [name, digests(each)]));
  writeFileSync(path.join(directory, 'released.json'), `${stableJson({ version, files }, 2)}\n`);
}
