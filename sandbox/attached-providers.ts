import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../support/tools';

/** The sandbox's providers as a process that the engine attaches to, in place of the published plugins. */
export interface AttachedProviders {
  /** For the environment of the engine. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): void;
}

/** @param environment where the loopback servers are. */
export async function attachProviders(
  environment: NodeJS.ProcessEnv = {},
): Promise<AttachedProviders> {
  const start = path.join(projectRoot, 'sandbox', 'providers', 'start.js');
  const child = spawn(process.execPath, [start], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const packages = ['github', 'slack', 'aws'].map((name) => `${name}:${port}`);
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: packages.join(',') },
    stop: () => {
      child.kill();
    },
  };
}
