import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './listen';

/** The world is open in another process, or twice in this one. */
export class WorldInUseError extends Error {
  override readonly name = 'WorldInUseError';
}

/** Takes a world's directory for this process, so that two of them never write the same state; gives the release. */
export async function lockWorld(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'world.lock');
  await mkdir(directory, { recursive: true });
  for (;;) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
    if (isAlive(holder))
      throw new WorldInUseError(
        `${directory}: the sandbox is in use by process ${holder}; stop it first (or remove ${path} if there is no such process)`,
      );
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
