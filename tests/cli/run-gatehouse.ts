import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestWorld } from '../sandbox/test-world';

const host = path.resolve(__dirname, '..', '..', 'cli', 'bin.mjs');

/** Runs `gatehouse` in a directory on its stack `prod`, with the credential and the address of a world's GitHub. */
export async function runGatehouse(
  directory: string,
  { token, githubUrl }: Pick<TestWorld, 'token' | 'githubUrl'>,
  args: readonly string[],
) {
  const child = spawn(process.execPath, [host, ...args, '--stack', 'prod'], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1', GITHUB_TOKEN: token, GITHUB_BASE_URL: githubUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = [child.stdout, child.stderr].map(text);
  const [code] = (await once(child, 'close')) as [number | null];
  const [stdout = '', stderr = ''] = await Promise.all(texts);
  return { code, stdout, stderr };
}
