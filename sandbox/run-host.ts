import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProviderVariable, providerVariables } from '../kernel/provider-variables';
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
  const child = spawn(
    process.execPath,
    [
      join(root, 'host', 'bin.mjs'),
      command,
      '--yes',
      ...['--stack', target.stack],
      ...['--config-file', target.configFile],
      ...['--policy-pack', 'policies'],
      ...['--policy-pack-config', join('sandbox', 'policy-config.json')],
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...handedOn(root, target, process.env), ...(await worldEnvironment(world)) },
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

async function worldEnvironment(world: World): Promise<NodeJS.ProcessEnv> {
  const { github, slack } = providerVariables;
  return {
    [github.address]: `${world.githubUrl}/`,
    [github.token]: world.token,
    SLACK_API_URL: `${world.slackUrl}/api/`,
    [slack.token]: world.slackToken,
    SLACK_WEBHOOK_URL: await world.slackWebhookUrl(),
  };
}

/**
 * What the user's environment gives to a stack of the sandbox: nothing of accounts or of the Pulumi engine. The passphrase
 * only where the stack was encrypted with one of the user's, so that any other does not depend on the shell.
 */
export function handedOn(
  root: string,
  target: Pick<Target, 'stack' | 'configFile'>,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const isPassphrase = (name: string): boolean => /^PULUMI_CONFIG_PASSPHRASE(_FILE)?$/.test(name);
  const keepsPassphrase = hasOwnPassphrase(root, target);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) =>
      name.startsWith('PULUMI_')
        ? keepsPassphrase && isPassphrase(name)
        : !isProviderVariable(name),
    ),
  );
}

/** Whether the configuration holds secrets (`pulumi config set --secret`), or the state was made with a passphrase. */
function hasOwnPassphrase(
  root: string,
  { stack, configFile }: Pick<Target, 'stack' | 'configFile'>,
): boolean {
  const file = join(root, configFile);
  if (existsSync(file) && /^encryptionsalt:/m.test(readFileSync(file, 'utf8'))) return true;
  const data = join(root, '.gatehouse');
  return existsSync(join(data, 'stacks', `${stack}.json`)) && !existsSync(join(data, 'passphrase'));
}
