import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { startPostgresServer } from '../runtime/smoke/real-postgres';
import { toolPath } from '../support/tools';
import { type Server } from './shape';

/**
 * Starts the programs that replace a workflow's containers: no container runtime is needed, and what the tests of the
 * project talk to is the real server.
 *
 * @returns what stops them all.
 */
export async function startServers(
  servers: readonly Server[],
  directory: string,
): Promise<() => Promise<void>> {
  const running: (() => Promise<void>)[] = [];
  for (const { program, port } of servers) {
    const own = path.join(directory, program);
    mkdirSync(own, { recursive: true });
    running.push(await start[program](own, port));
  }
  return async () => {
    for (const stop of running) await stop();
  };
}

const start: Readonly<
  Record<Server['program'], (directory: string, port: number) => Promise<() => Promise<void>>>
> = {
  postgres: async (directory, port) => {
    const server = await startPostgresServer(directory, { port, user: 'postgres' });
    return () => server.close();
  },
  redis: async (directory, port) => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
    const child = spawn('redis-server', args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: toolPath() },
    });
    await new Promise<void>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (text.includes('Ready to accept connections')) resolve();
      });
      child.on('error', reject);
      child.on('close', () => {
        reject(new Error(`Redis ended: ${text}`));
      });
    });
    return async () => {
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      await gone;
    };
  },
};
