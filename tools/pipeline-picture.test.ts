import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { drawJobs, pictureJobs, pipelinePicture } from './pipeline-picture';

test('docs/pictures/pipeline.svg is what make generate writes', () => {
  const file = path.resolve(__dirname, '..', 'docs', 'pictures', 'pipeline.svg');
  expect(readFileSync(file, 'utf8')).toBe(pipelinePicture());
});

const text = `on: push
jobs:
  lint:
    runs-on: ubuntu-24.04
    steps: []
  test:
    name: Test <all> & more
    needs: lint
    runs-on: ubuntu-24.04
    steps: []
  done:
    name: Done
    needs: [lint, test]
    runs-on: ubuntu-24.04
    steps: []
`;

test('a job waits for the last of what it needs: the rest follows', () => {
  expect(pictureJobs('ci.yml', text)).toEqual([
    { id: 'lint', title: 'lint', needs: [] },
    { id: 'test', title: 'Test <all> & more', needs: ['lint'] },
    { id: 'done', title: 'Done', needs: ['test'] },
  ]);
});

test('a file that is not a workflow is an error', () => {
  expect(() => pictureJobs('ci.yml', '[]')).toThrow('ci.yml: ');
});

test('every job is drawn once, to the right of what it waits for, and the required one is marked', () => {
  const svg = drawJobs(pictureJobs('ci.yml', text), 'Done');
  const boxes = [...svg.matchAll(/<g( class="required")?><rect x="(\d+)".*?>([^<>]+)<\/text>/g)];
  expect(boxes.map(([, mark, , title]) => [title, mark !== undefined])).toEqual([
    ['lint', false],
    ['Test &lt;all&gt; &amp; more', false],
    ['Done', true],
  ]);
  const left = boxes.map(([, , x]) => Number(x));
  expect(left).toEqual([...new Set(left)].sort((a, b) => a - b));
  expect([...svg.matchAll(/<path /g)]).toHaveLength(2);
});
