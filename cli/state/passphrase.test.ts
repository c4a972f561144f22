import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generatedPassphrase, keptPassphrase, passphraseFile } from './passphrase';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-passphrase-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

it('is made once, for its owner only, and kept', async () => {
  expect(await keptPassphrase(directory)).toBeUndefined();
  const made = await generatedPassphrase(directory);
  expect(await generatedPassphrase(directory)).toEqual(made);
  expect(await keptPassphrase(directory)).toEqual(made);
  expect(readFileSync(passphraseFile(directory), 'utf8')).toBe(`${made.value}\n`);
  expect(statSync(passphraseFile(directory)).mode & 0o077).toBe(0);
});

it('of an empty file is none: a disk that was full must not let a state be encrypted by nothing', async () => {
  writeFileSync(passphraseFile(directory), '\n');
  await expect(keptPassphrase(directory)).rejects.toThrow(/passphrase is empty; restore it/);
  await expect(generatedPassphrase(directory)).rejects.toThrow(/passphrase is empty/);
});
