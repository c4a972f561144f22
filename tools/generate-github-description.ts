import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { describedOperations } from '../sandbox/github/endpoints/all';
import {
  extractDescription,
  extractedText,
  type DescriptionSource,
} from '../sandbox/github/extract-description';

/** Writes what the sandbox's GitHub is held to, from the description that tools/fetch-github-description.mjs fetched. */
const root = path.resolve(__dirname, '..');
const fetched = (file: string): string =>
  readFileSync(path.join(root, '.tools', 'github-description', file), 'utf8');

const source = JSON.parse(fetched('source.json')) as Omit<DescriptionSource, 'license'>;
const description = extractDescription(
  { ...source, license: fetched('LICENSE') },
  JSON.parse(fetched('generated/api.github.com.json')),
  describedOperations,
);
writeFileSync(
  path.join(root, 'sandbox', 'github', 'generated', 'rest-description.json'),
  extractedText(description),
);
