import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNode } from './child-process';

const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-child-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(file: string, text: string): string {
  const place = path.join(directory, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

/** What a child prints. */
async function printed(args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const options = { title: 'a child', args, directory, environment: process.env, onLine };
  await startNode(options).exited;
  return lines;
}

test('what is loaded late is the real thing to whoever uses it, in every way of taking it', async () => {
  write(
    'node_modules/typescript/index.js',
    'console.log("loaded"); module.exports = { version: "5", twice: (n) => 2 * n };',
  );
  write(
    'node_modules/@npmcli/arborist/index.js',
    'module.exports = class Arborist { constructor(p) { this.p = p; } };' +
      'module.exports.Arborist = module.exports; module.exports.Edge = "edge";',
  );
  const main = write(
    'main.js',
    `const ts = require('typescript');
    const Arborist = require('@npmcli/arborist');
    console.log('not yet');
    console.log(ts.version, String(ts.twice(4)), Object.keys(ts).join(), String('twice' in ts), { ...ts }.version);
    console.log(new Arborist('a').p, new Arborist.Arborist('b').p, String(Arborist.default === Arborist.Arborist));
    import('typescript').then((es) => console.log(es.default.version, require('typescript').version));`,
  );
  expect(await printed([main])).toEqual([
    'not yet',
    'loaded',
    '5 8 version,twice true 5',
    'a b true',
    '5 5',
  ]);
});

test('a child without these modules starts all the same', async () => {
  const main = write('elsewhere/main.js', 'console.log("started");');
  rmSync(path.join(directory, 'node_modules'), { recursive: true, force: true });
  expect(await printed([main])).toEqual(['started']);
});
