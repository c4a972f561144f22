import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-full-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** All files below the directory, with their contents. */
function everything(): Readonly<Record<string, string>> {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(directory, file), readFileSync(file, 'utf8')];
    }),
  );
}

/** Runs a statement where no byte can be written to a file, as on a full disk, and gives the error's code. */
function onFullDisk(room: string, names: string, statement: string): string {
  const program = `
    require(${JSON.stringify(path.join(root, 'tools', 'typescript-loader.js'))});
    const { ${names} } = require(${JSON.stringify(path.join(root, room))});
    (async () => { ${statement}; })().then(
      () => console.log('no error'),
      (error) => console.log(error.code ?? error.stack),
    );`;
  const shell = `trap '' XFSZ; ulimit -f 0; exec "$0" -e "$1"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', shell, process.execPath, program], {
    cwd: directory,
    encoding: 'utf8',
  });
  return stdout.trim() === '' ? stderr : stdout.trim();
}

const state = '.gatehouse/stacks/dev.json';
const now = 'new Date(0)';
const deployment = '{ resources: [], pending: [], salt: undefined }';

test.each<[string, string, string, string]>([
  [
    'a state',
    'cli/state/stack-store.ts',
    'saveState, stackPaths',
    `await saveState(stackPaths('.gatehouse', 'dev'), ${deployment}, ${now})`,
  ],
  [
    'a generated passphrase',
    'cli/state/passphrase.ts',
    'generatedPassphrase',
    `await generatedPassphrase('.gatehouse')`,
  ],
  [
    'a lock',
    'cli/state/stack-lock.ts',
    'lockStack',
    `await lockStack('.gatehouse/dev.lock', 'dev', 'up', ${now})`,
  ],
  [
    'what an earlier look at drift saw',
    'cli/drift/known-file.ts',
    'writeKnown',
    `writeKnown('known.json', { a: { b: 'c' } })`,
  ],
  [
    "the sandbox's state",
    'sandbox/state-file.ts',
    'StateFile',
    `await new StateFile('world.json', () => ({ a: 1 })).save()`,
  ],
])('a full disk leaves %s as it was, and nothing beside it', (_name, room, names, statement) => {
  mkdirSync(path.join(directory, '.gatehouse/stacks'), { recursive: true });
  writeFileSync(path.join(directory, state), '{"before":true}');
  writeFileSync(path.join(directory, 'known.json'), '{"before":true}');
  const before = everything();
  expect(onFullDisk(room, names, statement)).toBe('EFBIG');
  expect(everything()).toEqual(before);
});
