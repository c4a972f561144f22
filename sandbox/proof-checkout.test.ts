import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runGit } from './github/git';
import { checkOutForProof } from './proof-checkout';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-checkout-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const at = (...parts: readonly string[]) => path.join(directory, ...parts);

async function commit(repository: string): Promise<string> {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  await runGit(['-C', repository, ...who, 'commit', '--quiet', '-m', 'x']);
  return (await runGit(['-C', repository, 'rev-parse', 'HEAD'])).toString('utf8').trim();
}

async function repositoryAt(name: string, files: Readonly<Record<string, string>>) {
  await runGit(['init', '--quiet', at(name)]);
  for (const [file, text] of Object.entries(files)) writeFileSync(at(name, file), text);
  await runGit(['-C', at(name), 'add', '.']);
  return commit(at(name));
}

/** A repository with one submodule of this address, and of a commit that is in a repository of this machine. */
async function withSubmodule(address: string): Promise<void> {
  const sha = await repositoryAt('private', { 'secret.txt': 'of this machine' });
  const modules = `[submodule "lib"]\n\tpath = lib\n\turl = ${address}\n`;
  await runGit(['init', '--quiet', at('target')]);
  writeFileSync(at('target', '.gitmodules'), modules);
  mkdirSync(at('target', 'lib'));
  await runGit(['-C', at('target'), 'add', '.gitmodules']);
  await runGit(['-C', at('target'), 'update-index', '--add', '--cacheinfo', `160000,${sha},lib`]);
  await commit(at('target'));
}

const checkOut = (hasSubmodules: boolean) =>
  checkOutForProof({
    ...{ gitDirectory: at('target', '.git'), checkout: at('checkout'), home: at('home') },
    hasSubmodules,
  });

describe.each([
  ['a program', () => `ext::sh -c touch% ${at('ran')}`],
  ['a file of this machine', () => `file://${at('private')}`],
  ['a path of this machine', () => at('private')],
  ['a path beside the clone', () => '../private'],
  ['a server that asks for a key', () => 'ssh://git@127.0.0.1:9/private'],
  ['a server without encryption', () => 'http://127.0.0.1:9/private'],
  ['an option', () => `--upload-pack=touch ${at('ran')}`],
])('a submodule whose address is %s', (_name, address) => {
  it('is not fetched', async () => {
    await withSubmodule(address());
    await checkOut(true).catch(() => undefined);
    expect(readdirSync(at('checkout', 'lib'))).toEqual([]);
    expect(existsSync(at('ran'))).toBe(false);
  });

  it('is of no consequence where CI has no submodules', async () => {
    await withSubmodule(address());
    await checkOut(false);
    expect(existsSync(at('checkout', '.gitmodules'))).toBe(true);
    expect(readdirSync(at('checkout', 'lib'))).toEqual([]);
  });
});
