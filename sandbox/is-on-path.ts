import { spawnSync } from 'node:child_process';

/** Whether a program is on the PATH of an environment. */
export function isOnPath(program: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'command -v "$0"', program], { env: environment }).status === 0
  );
}
