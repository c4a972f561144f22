import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import { readFleetFiles } from '../../../core/config/fleet/files';
import { formatProblem } from '../../../core/kernel/problem';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(tmpdir(), 'gatehouse-fleet-files-'));
  fs.mkdirSync(path.join(root, 'fleet'));
});
afterEach(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

/** Reads `fleet/*.yaml` of the directory, and reports what cannot be read. */
function problems(): readonly string[] {
  const read = readFleetFiles(fs, root, ['fleet/*.yaml']);
  expect(read.texts).toEqual([{ file: 'fleet/good.yaml', text: 'repositories: []\n' }]);
  return read.problems.map(formatProblem);
}

const make: Readonly<Record<string, (file: string) => void>> = {
  directory: (file) => {
    fs.mkdirSync(file);
  },
  binary: (file) => {
    fs.writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
  },
  'with a NUL byte': (file) => {
    fs.writeFileSync(file, 'a\0b');
  },
  empty: (file) => {
    fs.writeFileSync(file, ' \n');
  },
  'a dangling link': (file) => {
    fs.symlinkSync('nowhere', file);
  },
  'a link to itself': (file) => {
    fs.symlinkSync(path.basename(file), file);
  },
  'a pipe': (file) => {
    execFileSync('python3', ['-c', 'import os, sys; os.mkfifo(sys.argv[1])', file]);
  },
  huge: (file) => {
    fs.writeFileSync(file, '');
    fs.truncateSync(file, 5 * 2 ** 20);
  },
};

test.each([
  ['directory', 'is a directory where a fleet file belongs; move it, or name other files'],
  ['binary', 'is not text in UTF-8; save it as UTF-8'],
  ['with a NUL byte', 'is not text: it has a NUL byte; save it as UTF-8'],
  ['empty', 'is empty; give it `groups` or `repositories`, or remove it'],
  ['a dangling link', 'cannot be read: a broken link'],
  ['a link to itself', 'cannot be read: a loop of links'],
  ['a pipe', 'is not a regular file where a fleet file belongs'],
  ['huge', 'is larger than 4 MiB; split it'],
])('a file that is %s is one sentence, and the others are read', (kind, expected) => {
  fs.writeFileSync(path.join(root, 'fleet', 'good.yaml'), 'repositories: []\n');
  make[kind]?.(path.join(root, 'fleet', 'wrong.yaml'));
  const found = problems();
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`fleet/wrong.yaml: ${expected}`);
});

test('a file or directory that may not be read is reported as that', () => {
  fs.writeFileSync(path.join(root, 'fleet', 'good.yaml'), 'repositories: []\n');
  const denied = (): never => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  };
  // The superuser, as whom tests may run, is denied nothing.
  const file = readFleetFiles({ ...fs, readFileSync: denied }, root, ['fleet/*.yaml']);
  expect(file.problems.map(formatProblem)).toEqual([
    'fleet/good.yaml: cannot be read: permission denied; make it readable: chmod u+r',
  ]);
  const directory = readFleetFiles({ ...fs, readdirSync: denied }, root, ['fleet/*.yaml']);
  expect(directory.problems.map(formatProblem)).toEqual(['.: cannot be read: permission denied']);
});

test('a defect of the reading itself is not reported as a problem of the file', () => {
  const broken = (): never => {
    throw new RangeError('defect');
  };
  expect(() => readFleetFiles({ ...fs, readdirSync: broken }, root, ['fleet/*.yaml'])).toThrow(
    'defect',
  );
});
