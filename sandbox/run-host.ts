import { spawn } from 'node:child_process';
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
      env: { ...withoutAccounts(process.env), ...(await worldEnvironment(world)) },
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

function withoutAccounts(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !isProviderVariable(name) && !name.startsWith('PULUMI_'),
    ),
  );
}
