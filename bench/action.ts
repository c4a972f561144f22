import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { compare, milliseconds, type Result } from './measure';

const bundle = path.resolve(__dirname, '..', 'build', 'action', 'index.js');

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
      // Without a command it loads everything, reads its inputs and refuses.
      () => startUp(bundle, 1),
      () => startUp(empty, 0),
    );
    const bytes = statSync(bundle).size;
    const size: Result = {
      name: 'size of the bundled action / 300 KiB',
      ours: `${Math.round(bytes / 1024)} KiB`,
      peer: `${aimBytes / 1024} KiB`,
      ratio: bytes / aimBytes,
      aim: 1,
    };
    return [start, size];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function startUp(script: string, expected: number): Promise<number> {
  let status: number | null = null;
  const taken = milliseconds(() => {
    status = spawnSync(process.execPath, [script], { env: {} }).status;
  });
  if (status !== expected) throw new Error(`${script} ended with ${String(status)}`);
  return Promise.resolve(taken);
}
