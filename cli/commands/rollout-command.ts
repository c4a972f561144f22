import { gitHubApp, providerVariables } from '../../core/kernel/provider-variables';
import { GitHubClient } from '../../provider/github/client';
import { readConnection } from '../../provider/github/connection';
import { pulumiIn } from '../rollout/pulumi';
import { type Rollout, rolloutSettings } from '../rollout/rollout';
import { type StackOptions } from './open-stack';
import { readConfiguration } from './read-configuration';

/**
 * A stack's rollout, with the credential of the environment.
 *
 * @throws ProblemsError for a stack with problems or without `rollout`; GitHubFailure without a credential.
 */
export async function openRollout(options: StackOptions): Promise<Rollout> {
  const { directory, stack, environment } = options;
  const { config, project } = await readConfiguration(options);
  const settings = rolloutSettings(config, `Pulumi.${stack}.yaml`);
  const { address, token } = providerVariables.github;
  const app = gitHubApp(environment);
  const connection = readConnection({
    owner: config.github.owner,
    baseUrl: environment[address] ?? config.github.baseUrl ?? '',
    token: environment[token] ?? '',
    appAuth: app === undefined ? '' : JSON.stringify(app),
  });
  return {
    stack: `${project.name}/${stack}`,
    stackName: stack,
    config,
    settings,
    client: new GitHubClient(connection),
    pulumi: pulumiIn(directory, environment),
    now: () => new Date(),
  };
}
