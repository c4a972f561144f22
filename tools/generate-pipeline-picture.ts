import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pipelinePicture } from './pipeline-picture';

/** Writes docs/pictures/pipeline.svg from the rendered ci.yml; a test fails when it is out of date. */
const pictures = path.resolve(__dirname, '..', 'docs', 'pictures');
mkdirSync(pictures, { recursive: true });
writeFileSync(path.join(pictures, 'pipeline.svg'), pipelinePicture());
