import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { scratchDirectory } from '../../support/scratch';
import { builtAction } from './action-process';
import { goodReports } from './action-world';

const scratch = scratchDirectory('action-full-disk');

/** A directory with a report of each tool and a bill of materials. */
function directoryOf(name: string): string {
  const directory = path.join(scratch, name);
  mkdirSync(path.join(directory, 'reports'), { recursive: true });
  for (const [file, text] of Object.entries(goodReports))
    writeFileSync(path.join(directory, 'reports', file), text);
  writeFileSync(path.join(directory, 'reports', 'readiness.json'), '{}');
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [] };
  writeFileSync(path.join(directory, 'bill.json'), JSON.stringify(bill));
  return directory;
}

/** Runs a command of the action where no byte can be written to a file, as on a full disk. */
function onFullDisk(directory: string, args: readonly string[]) {
  const shell = `trap '' XFSZ; ulimit -f 0; exec "$@"`;
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', shell, 'bash', process.execPath, builtAction, ...args],
    {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', GATEHOUSE_OSV_URL: 'http://127.0.0.1:9' },
    },
  );
  return { status, log: stdout + stderr };
}

test.each<[string, readonly string[]]>([
  ['gate', ['gate', '--reports', 'reports', '--output', 'readiness.json']],
  ['sbom', ['sbom', '--bill', 'bill.json', '--output', 'bill.spdx.json']],
  ['record-baseline', ['record-baseline', '--reports', 'reports', '--tools', '["ruff"]']],
])('the command %s fails where its file cannot be written', (name, args) => {
  const { status, log } = onFullDisk(directoryOf(name), args);
  expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining('EFBIG') as string });
});
