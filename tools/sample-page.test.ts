import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { samplePage } from './sample-page';

const docs = path.resolve(__dirname, '..', 'docs');

test('docs/samples.md is what make generate writes, and its pictures are there', () => {
  const page = samplePage();
  expect(readFileSync(path.join(docs, 'samples.md'), 'utf8')).toBe(page);
  const pictures = [...page.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, file = '']) => file);
  expect(pictures).toHaveLength(6);
  expect(pictures.filter((file) => !existsSync(path.join(docs, file)))).toEqual([]);
});
