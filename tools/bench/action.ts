import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { compare, milliseconds, type Result } from './measure';

const bundle = path.resolve(__dirname, '..', '..', 'build', 'action', 'index.js');

/** Largest bundle that is aimed at, in bytes: it is committed to every repository. */
const aimBytes = 300 * 1024;

/** Start-up of the delivered action against a Node process that does nothing, and the size of its bundle. */
export async function actionResults(): Promise<Result[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  const empty = path.join(directory, 'empty.js');
  writeFileSync(empty, '');
  try {
    const start = await compare(
      'start the action / start an empty Node script',
      2,
      21,
      // Without a command it refuses: what every command pays before its own modules are loaded.
      () => startUp([bundle], 1),
      () => startUp([empty], 0),
    );
    const gate = await compare(
      'gate without a single report / start an empty Node script',
      undefined,
      21,
      () =>
        startUp(
          [bundle, 'gate', '--reports', directory, '--output', path.join(directory, 'gate.json')],
          1,
          directory,
        ),
      () => startUp([empty], 0),
    );
    const bytes = statSync(bundle).size;
    const size: Result = {
      name: 'size of the bundled action / 300 KiB',
      ours: `${Math.round(bytes / 1024)} KiB`,
      peer: `${aimBytes / 1024} KiB`,
      ratio: bytes / aimBytes,
      aim: 1,
    };
    return [start, gate, size];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function startUp(args: readonly string[], expected: number, cwd?: string): Promise<number> {
  let status: number | null = null;
  const taken = milliseconds(() => {
    status = spawnSync(process.execPath, [...args], { env: {}, cwd }).status;
  });
  if (status !== expected) throw new Error(`${args.join(' ')} ended with ${String(status)}`);
  return Promise.resolve(taken);
}
