import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attachProviders } from './attached-providers';
import { engineProject } from './engine-project';
import { runOnTerminal } from './run-on-terminal';
import { worldEnvironment } from './stack-environment';
import { stateFile } from './stack-state';
import { type Target } from './target';
import { type World } from './world';

/** What `make up` and `make down` are in the engine's words; it asks nothing, and a stack that went leaves no history. */
export function engineArguments(
  root: string,
  { stack, policyConfig }: Target,
  command: 'up' | 'down',
): string[] {
  if (command === 'down') return ['destroy', '--yes', '--remove', '--stack', stack];
  return [
    ...['up', '--yes', '--stack', stack],
    ...['--policy-pack', join(root, 'policies')],
    ...['--policy-pack-config', join(root, policyConfig)],
  ];
}

/**
 * Runs a command of the Pulumi engine on a stack of the sandbox, which is made when there is none, with the sandbox's
 * providers attached in place of the published ones and what {@link runHost} too has in its environment.
 *
 * @returns the engine's exit code.
 */
export async function runEngine(
  root: string,
  world: World,
  target: Target,
  args: readonly string[],
): Promise<number> {
  const { directory, environment } = await engineProject(root, target);
  const services = { ...environment, ...(await worldEnvironment(world)) };
  const providers = await attachProviders(services);
  const run = (...words: readonly string[]): Promise<number> =>
    runOnTerminal('pulumi', words, {
      cwd: directory,
      env: { ...services, ...providers.environment },
    });
  try {
    if (!existsSync(stateFile(root, target.stack, 'pulumi'))) {
      const code = await run('stack', 'init', target.stack, '--non-interactive');
      if (code !== 0) return code;
    }
    return await run(...args);
  } finally {
    providers.stop();
  }
}
