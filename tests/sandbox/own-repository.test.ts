import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from './test-world';
import { ownRepository } from '../../sandbox/own-repository';
import { SandboxError } from '../../sandbox/target';
import { runProgram } from '../support/tools';

let world: TestWorld;
let room: string;

beforeEach(async () => {
  world = await openTestWorld();
  room = mkdtempSync(path.join(tmpdir(), 'gatehouse-own-'));
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  rmSync(room, { recursive: true, force: true });
  await world.dispose();
});

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  const { status, stdout, stderr } = runProgram('git', ['-C', cwd, ...identity, ...args]);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A repository of the user's, with one commit. */
function original(name = 'shop'): string {
  const directory = path.join(room, name);
  mkdirSync(directory);
  git(room, 'init', '-q', '-b', 'main', directory);
  writeFileSync(
    path.join(directory, 'pyproject.toml'),
    '[project]\nname = "shop"\nversion = "1"\n',
  );
  writeFileSync(path.join(directory, 'shop.py'), 'x = 1\n');
  git(directory, 'add', '.');
  git(directory, 'commit', '-q', '-m', 'First');
  return directory;
}

test('a stack file that was broken by an edit is named, with what to do', async () => {
  const directory = original();
  const { configFile } = await ownRepository(room, world, directory);
  const file = path.join(room, configFile ?? '');
  writeFileSync(file, `${readFileSync(file, 'utf8')}config: [\n`);
  const refused = ownRepository(room, world, directory);
  await expect(refused).rejects.toBeInstanceOf(SandboxError);
  await expect(refused).rejects.toThrow(
    new RegExp(
      `^${file}: is not valid YAML: .*; correct the edit, or delete the file to start over$`,
    ),
  );
});

test('another repository of the same name is refused with the command that removes the first', async () => {
  await ownRepository(room, world, original());
  mkdirSync(path.join(room, 'other'));
  const other = original('other/shop');
  await expect(ownRepository(room, world, other)).rejects.toThrow(
    /has a repository shop already, a clone of .*; remove that first: make down REPO=/,
  );
});
