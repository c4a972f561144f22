import { join } from 'node:path';
import { runOnTerminal } from './run-on-terminal';
import { handedOn, worldEnvironment } from './stack-environment';
import { type Target } from './target';
import { type World } from './world';

/**
 * Runs the embedded host on a stack of the sandbox, as a user would, with the world's addresses and credentials in its
 * environment. Those of the user's own accounts are not handed on.
 *
 * @returns its exit code.
 */
export async function runHost(
  root: string,
  world: World,
  target: Target,
  command: 'up' | 'down',
): Promise<number> {
  return runOnTerminal(
    process.execPath,
    [
      join(root, 'cli', 'bin.mjs'),
      command,
      '--yes',
      ...['--stack', target.stack],
      ...['--config-file', target.configFile],
      ...['--policy-pack', 'policies'],
      ...['--policy-pack-config', target.policyConfig],
    ],
    {
      cwd: root,
      env: { ...handedOn(root, target, process.env), ...(await worldEnvironment(world)) },
    },
  );
}
