import { GitHubClient } from '../../provider/github/client';
import { pulumiIn } from '../rollout/pulumi';
import { type Rollout, rolloutSettings } from '../rollout/rollout';
import { fleetConnection } from './fleet-connection';
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
  return {
    stack: `${project.name}/${stack}`,
    stackName: stack,
    config,
    settings,
    client: new GitHubClient(fleetConnection(config.github, environment)),
    pulumi: pulumiIn(directory, environment),
    now: () => new Date(),
  };
}
