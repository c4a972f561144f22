import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { samplePage } from './sample-page';

/** Writes docs/samples.md; a test fails when it is out of date. Its pictures are drawn by `make pictures`. */
writeFileSync(path.resolve(__dirname, '..', 'docs', 'samples.md'), samplePage());
