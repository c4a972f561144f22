import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The sandbox's providers as a process that the engine attaches to, in place of the published plugins. */
export interface AttachedProviders {
  /** For the environment of the engine. */
  readonly environment: NodeJS.ProcessEnv;
  readonly pid: number;
  stop(): void;
}

/**
 * @param environment whole environment of the process, with the addresses of the loopback servers.
 * @throws {Error} when the process ends before it can be attached to.
 */
export async function attachProviders(environment: NodeJS.ProcessEnv): Promise<AttachedProviders> {
  const child = spawn(process.execPath, [join(__dirname, 'providers', 'start.js')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    // An interrupt at the terminal is for the engine, which goes on to use the providers until it has ended.
    detached: true,
  });
  const ended = once(child, 'close').then(() => {
    throw new Error('the provider process ended before it could be attached');
  });
  const lines = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [port] = await Promise.race([lines, ended]);
  ended.catch(() => undefined);
  const packages = ['github', 'slack', 'aws'].map((name) => `${name}:${port}`);
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: packages.join(',') },
    pid: child.pid ?? 0,
    stop: () => {
      child.kill();
    },
  };
}
