import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { History } from '../../../core/readiness/history';
import { plausibleHistory } from '../dashboard/plausible-history';
import { scratchDirectory } from '../../support/scratch';
import { builtAction, runLocally } from './action-process';

/*
 * The fleet's page from its command line, as someone makes it from clones of data branches.
 */

const scratch = scratchDirectory('fleet');

function fleetOf(name: string, files: Readonly<Record<string, string>>): string {
  const directory = path.join(scratch, name);
  mkdirSync(directory);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  return directory;
}

const render = (directory: string) =>
  runLocally(
    builtAction,
    ['fleet', '--histories', directory, '--output', path.join(directory, 'index.html')],
    scratch,
  );

function historyOf(repository: string, seed: number): History {
  return plausibleHistory(repository, seed, 3);
}

test('data branches and a readiness.json alone become rows of one page, those in need first', async () => {
  const poor = historyOf('acme/poor', 29);
  const directory = fleetOf('whole', {
    'good/history.json': JSON.stringify(historyOf('acme/good', 7)),
    'poor/readiness.json': JSON.stringify(poor.document),
    '.git/config': '',
    'notes.txt': 'a file beside them is none of the fleet',
  });
  const { code, log } = await render(directory);
  expect(log).toContain('2 repositories');
  expect(code).toBe(0);
  const page = readFileSync(path.join(directory, 'index.html'), 'utf8');
  expect([...page.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)].map(([, ...row]) => row)).toEqual([
    ['poor/index.html', 'acme/poor'],
    ['good/index.html', 'acme/good'],
  ]);
  expect(page).toContain(`${String(poor.document?.value)} %`);
});

test('everything that is wrong is reported at once, by file, and no page is written', async () => {
  const { document, ...rest } = historyOf('acme/orders', 1);
  const directory = fleetOf('broken', {
    'cut/history.json': '{"version": 1, "points": [',
    'empty/notes.txt': '',
    'newer/history.json': JSON.stringify({ ...rest, version: 2 }),
    'other/readiness.json': '{"version": 1, "score": 97}',
    'sound/readiness.json': JSON.stringify(document),
  });
  const { code, log } = await render(directory);
  expect(code).toBe(1);
  expect(log).toContain('cut/history.json: the report is not complete JSON');
  expect(log).toContain('empty: has neither a history.json nor a readiness.json');
  expect(log).toMatch(/newer\/history\.json: version: no file that this version .*expected 1/);
  expect(log).toMatch(/other\/readiness\.json: value: .*expected number/);
  expect(log.trim().split('\n')).toHaveLength(4);
  expect(log).not.toContain('sound');
  expect(existsSync(path.join(directory, 'index.html'))).toBe(false);
});

test.each(['nothing-here', 'missing'])('a directory without one is refused: %s', async (name) => {
  if (name !== 'missing') fleetOf(name, {});
  const { code, log } = await render(path.join(scratch, name));
  expect(code).toBe(1);
  expect(log).toContain("clone each repository's data branch into a directory of its own");
});
