import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = mkdtempSync(path.join(tmpdir(), 'gatehouse-loader-'));
const source = path.join(root, 'room', 'answer.ts');
const kept = path.join(root, 'build', 'typescript', 'room', 'answer.ts');

beforeAll(() => {
  mkdirSync(path.join(root, 'tools'));
  mkdirSync(path.join(root, 'room'));
  symlinkSync(path.join(__dirname, '..', '..', 'node_modules'), path.join(root, 'node_modules'));
  copyFileSync(
    path.join(__dirname, '..', '..', 'tools', 'typescript-loader.js'),
    path.join(root, 'tools', 'typescript-loader.js'),
  );
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What a process of its own finds in the source, and whether it had to load the compiler. */
function loaded(): string {
  const script = `require('./tools/typescript-loader.js');
    const { answer } = require('./room/answer.ts');
    const compiler = Object.keys(require.cache).some((file) => /@swc.core.index/.test(file));
    console.log(String(answer()), compiler ? 'compiled' : 'kept');`;
  return execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }).trim();
}

test('a source is compiled once, and again when it was edited', () => {
  writeFileSync(source, 'export const answer = (): number => 1;\n');
  expect(loaded()).toBe('1 compiled');
  expect(loaded()).toBe('1 kept');
  writeFileSync(source, 'export const answer = (): number => 2;\n');
  expect(loaded()).toBe('2 compiled');
  expect(loaded()).toBe('2 kept');
  expect(readdirSync(kept)).toHaveLength(1);
});

test('a package is read when it is used for the first time', () => {
  writeFileSync(source, "import { parse } from 'yaml';\nexport const answer = () => parse('1');\n");
  const script = `require('./tools/typescript-loader.js');
    const read = () => Object.keys(require.cache).some((file) => /yaml.dist/.test(file));
    const { answer } = require('./room/answer.ts');
    console.log(String(read()), String(answer()), String(read()));`;
  const printed = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  expect(printed).toBe('false 1 true\n');
});

test('where nothing can be kept, sources are compiled all the same', () => {
  const build = path.join(root, 'build');
  rmSync(build, { recursive: true });
  symlinkSync(path.join(root, 'nowhere'), build);
  writeFileSync(source, 'export const answer = (): number => 3;\n');
  expect(loaded()).toBe('3 compiled');
  expect(loaded()).toBe('3 compiled');
});
