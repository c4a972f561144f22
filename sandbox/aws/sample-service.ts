import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinnedTool, uvCache } from '../actions/tools';
import { runGit } from '../github/git';
import { SandboxError } from '../target';
import { type SandboxRepository } from '../world';

/** A deployment of the sample project. */
export interface SampleService {
  readonly url: string;
  close(): Promise<void>;
}

/** Lines of its output kept for an error message. */
const keptLines = 20;

/**
 * Deploys the sample project from its default branch: dependencies from its lock file, a database of its own, a port that
 * the system chooses.
 *
 * @throws {SandboxError} when it does not come up.
 */
export async function startSampleService({
  gitDirectory,
}: SandboxRepository): Promise<SampleService> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-service-'));
  const checkout = join(directory, 'checkout');
  await runGit(['clone', '--quiet', gitDirectory, checkout]);
  const child = spawn(pinnedTool('uv'), ['run', '--frozen', '--no-dev', 'python', '-m', 'orders'], {
    cwd: checkout,
    env: {
      ...process.env,
      UV_CACHE_DIR: uvCache,
      PORT: '0',
      ORDERS_DB: join(directory, 'orders.db'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, since uv stays between us and the service.
    detached: true,
  });
  const gone = once(child, 'close');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await gone;
    await rm(directory, { recursive: true, force: true });
  };
  const lines: string[] = [];
  const url = await new Promise<string | undefined>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      lines.push(...chunk.toString('utf8').split('\n'));
      lines.splice(0, Math.max(0, lines.length - keptLines));
      const address = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(lines.join('\n'))?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(undefined);
    });
    child.once('close', () => {
      resolve(undefined);
    });
  });
  if (url !== undefined) return { url, close: stop };
  await stop().catch(() => undefined);
  throw new SandboxError(`the sample project does not start:\n${lines.join('\n')}`);
}
