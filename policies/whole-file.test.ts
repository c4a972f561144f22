import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { writeWhole } from './whole-file';

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(tmpdir(), 'whole-file-'));
});
afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});
const at = (name: string) => path.join(directory, name);
const modeOf = (name: string) => fs.statSync(at(name)).mode & 0o777;

test('a file and its directories are made, and nothing is left beside it', () => {
  writeWhole(at('a/b/c.yaml'), 'one', { mode: 0o600 });
  expect(fs.readFileSync(at('a/b/c.yaml'), 'utf8')).toBe('one');
  expect(fs.readdirSync(at('a/b'))).toEqual(['c.yaml']);
  expect(modeOf('a/b/c.yaml')).toBe(0o600);
});

test('a file keeps its permissions, and a link to one stays a link', () => {
  fs.writeFileSync(at('real'), 'before', { mode: 0o640 });
  fs.symlinkSync('real', at('link'));
  writeWhole(at('link'), 'after');
  expect(fs.readFileSync(at('real'), 'utf8')).toBe('after');
  expect(fs.lstatSync(at('link')).isSymbolicLink()).toBe(true);
  expect(modeOf('real')).toBe(0o640);
});

test('a new file does not take the place of one that is there', () => {
  writeWhole(at('a'), 'first', { isNew: true });
  expect(() => {
    writeWhole(at('a'), 'second', { isNew: true });
  }).toThrow(/EEXIST/);
  expect(fs.readFileSync(at('a'), 'utf8')).toBe('first');
  expect(fs.readdirSync(directory)).toEqual(['a']);
});

test('what a killed process left beside the file goes with the next write, and nothing else', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const others = [`a.${process.ppid}.new`, 'a.new', `b.${pid}.new`, `a.${pid}.new.txt`];
  for (const name of [...others, `a.${pid}.new`]) fs.writeFileSync(at(name), 'half');
  writeWhole(at('a'), 'whole');
  expect(fs.readdirSync(directory).sort()).toEqual(['a', ...others].sort());
});

/** Writes in a process that may make no file larger than a few blocks, as on a disk that is full. */
function writeOnFullDisk(file: string, options: object): { readonly status: number | null } {
  const program = `
    process.on('SIGXFSZ', () => undefined);
    require(${JSON.stringify(path.resolve(__dirname, '..', 'tools', 'typescript-loader.js'))});
    const { writeWhole } = require(${JSON.stringify(path.join(__dirname, 'whole-file.ts'))});
    try { writeWhole(${JSON.stringify(file)}, 'x'.repeat(1_000_000), ${JSON.stringify(options)}); }
    catch (error) { process.exit(error.code === 'EFBIG' ? 7 : 1); }`;
  // Half a megabyte: what the loader keeps of a source is smaller.
  const shell = `trap '' XFSZ; ulimit -f 512; exec "$0" -e "$1"`;
  return spawnSync('bash', ['-c', shell, process.execPath, program], { encoding: 'utf8' });
}

test.each([{}, { isNew: true }])('a full disk leaves no half of a file (%j)', (options) => {
  const isNew = 'isNew' in options;
  if (!isNew) fs.writeFileSync(at('a'), 'before');
  expect(writeOnFullDisk(at('a'), options).status).toBe(7);
  expect(fs.readdirSync(directory)).toEqual(isNew ? [] : ['a']);
  if (!isNew) expect(fs.readFileSync(at('a'), 'utf8')).toBe('before');
});
