import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../cli/state/data-directory';
import { passphraseFile, passphraseVariables } from '../cli/state/passphrase';
import { slackWebhookName } from '../core/kernel/delivered-names';
import { isProviderVariable, providerVariables } from '../core/kernel/provider-variables';
import { engines, stateFile } from './stack-state';
import { type Target } from './target';
import { type World } from './world';

/** What of a target decides about its environment. */
type StackFiles = Pick<Target, 'stack' | 'configFile'>;

/** Where the sandbox's services are, and its credentials. */
export async function worldEnvironment(world: World): Promise<NodeJS.ProcessEnv> {
  const { github, slack } = providerVariables;
  return {
    [github.address]: `${world.githubUrl}/`,
    [github.token]: world.token,
    SLACK_API_URL: `${world.slackUrl}/api/`,
    [slack.token]: world.slackToken,
    [slackWebhookName]: await world.slackWebhookUrl(),
  };
}

/**
 * What the user's environment gives to a stack of the sandbox: nothing of accounts or of the Pulumi engine. The passphrase
 * only where the stack was encrypted with one of the user's, so that any other does not depend on the shell.
 */
export function handedOn(
  root: string,
  target: StackFiles,
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const passphrases: readonly string[] = Object.values(passphraseVariables);
  const keepsPassphrase = hasOwnPassphrase(root, target);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) =>
      name.startsWith('PULUMI_')
        ? keepsPassphrase && passphrases.includes(name)
        : !isProviderVariable(name),
    ),
  );
}

/** Whether the configuration holds secrets (`pulumi config set --secret`), or the state was made with a passphrase. */
export function hasOwnPassphrase(root: string, { stack, configFile }: StackFiles): boolean {
  const file = join(root, configFile);
  if (existsSync(file) && encryptionSalt(readFileSync(file, 'utf8')) !== undefined) return true;
  const isMade = engines.some((engine) => existsSync(stateFile(root, stack, engine)));
  return isMade && !existsSync(passphraseFile(dataDirectory(root)));
}

/** The line of a stack's configuration file that belongs to its passphrase. */
export function encryptionSalt(text: string): string | undefined {
  return /^encryptionsalt:.*$/m.exec(text)?.[0];
}
