import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EncodedResource } from './encode';
import { loadState, openJournal, saveState, stackPaths } from './stack-store';
import { emptyDeployment } from './deployment-file';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-store-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const thing = (name: string, more: object = {}): EncodedResource => ({
  urn: `urn:pulumi:s::p::t:i:T::${name}`,
  type: 't:i:T',
  custom: true,
  ...more,
});
const file = (...resources: readonly EncodedResource[]) => ({ ...emptyDeployment, resources });
const now = new Date('2026-01-01T00:00:00Z');

it('keeps the state before the last one as a backup, readable by its owner only', async () => {
  const paths = stackPaths(directory, 'dev');
  await saveState(paths, file(thing('one')), now);
  await saveState(paths, file(thing('two')), now);
  expect((await loadState(paths)).file.resources).toEqual([thing('two')]);
  expect(readFileSync(paths.backup, 'utf8')).toContain('::one');
  expect(statSync(paths.state).mode & 0o077).toBe(0);
  expect(readdirSync(path.dirname(paths.state)).sort()).toEqual(['dev.json', 'dev.json.bak']);
});

it('takes in what an interrupted run wrote, up to the line it was killed in', async () => {
  const paths = stackPaths(directory, 'dev');
  await saveState(paths, file(thing('one'), thing('two')), now);
  const { base } = await loadState(paths);
  const journal = await openJournal(paths, base, undefined);
  await journal.append({ kind: 'put', resource: thing('one', { id: 'new' }), old: 0 });
  await journal.append({ kind: 'begin', step: 1, type: 'creating', resource: thing('three') });
  await journal.close();
  appendFileSync(paths.journal, '{"kind":"put","resource":{"urn":"urn:pul');
  const loaded = await loadState(paths);
  expect(loaded.resumed).toBe(true);
  expect(loaded.file.resources).toEqual([thing('one', { id: 'new' }), thing('two')]);
  expect(loaded.file.pending).toEqual([{ type: 'creating', resource: thing('three') }]);
});

it('ignores a journal whose result was already saved', async () => {
  const paths = stackPaths(directory, 'dev');
  const journal = await openJournal(paths, 'none', undefined);
  await journal.append({ kind: 'put', resource: thing('one') });
  await journal.close();
  const left = readFileSync(paths.journal);
  await saveState(paths, (await loadState(paths)).file, now);
  // Killed after the state was renamed into place, before the journal was removed.
  writeFileSync(paths.journal, left);
  const loaded = await loadState(paths);
  expect(loaded.resumed).toBe(false);
  expect(loaded.file.resources).toEqual([thing('one')]);
});

const child = thing('child', { parent: thing('parent')['urn'] });
const whole = (resources: readonly unknown[], version = 3): string =>
  JSON.stringify({ version, deployment: { manifest: {}, resources } });

it.each([
  ['empty', '', /not JSON/],
  ['cut in the middle', '{"version":3,"deployment":{"resources":[{"urn":', /not JSON/],
  ['another JSON', '[1,2]', /not a Pulumi deployment/],
  ['another version', whole([], 4), /not a Pulumi deployment of version 3/],
  ['a child without its parent', whole([child]), /parent of .*child is missing/],
  ['one URN twice', whole([thing('a'), thing('a')]), /duplicate URN/],
  [
    'a dependency that is not there',
    whole([thing('a', { dependencies: ['urn:pulumi:s::p::t:i:T::z'] })]),
    /depends on a resource that is missing/,
  ],
  [
    'secrets of another provider',
    JSON.stringify({
      version: 3,
      deployment: { manifest: {}, secrets_providers: { type: 'service' } },
    }),
    /secrets provider is service/,
  ],
])('refuses a state that is %s, names the backup and leaves it as it is', async (_, text, why) => {
  const paths = stackPaths(directory, 'dev');
  await saveState(paths, file(), now);
  writeFileSync(paths.state, text);
  const error: unknown = await loadState(paths).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(String(error)).toMatch(why);
  expect(String(error)).toContain(paths.state);
  expect(String(error)).toContain(paths.backup);
  expect(readFileSync(paths.state, 'utf8')).toBe(text);
});

it('refuses a journal that is damaged before its last line', async () => {
  const paths = stackPaths(directory, 'dev');
  const journal = await openJournal(paths, 'none', undefined);
  await journal.append({ kind: 'put', resource: thing('one') });
  await journal.close();
  const text = readFileSync(paths.journal, 'utf8').replace('"kind":"put"', '"kind":put');
  writeFileSync(paths.journal, text);
  await expect(loadState(paths)).rejects.toThrow(/line 2 of the journal .* is damaged/);
  expect(readFileSync(paths.journal, 'utf8')).toBe(text);
});
