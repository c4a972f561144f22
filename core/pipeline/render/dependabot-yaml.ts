import { type Dependabot } from '../definitions/dependabot';
import { type YamlValue } from './yaml-text';

/** A dependabot.yml as YAML values. */
export function dependabotYaml(config: Dependabot): YamlValue {
  return {
    version: 2,
    updates: config.updates.map((update) => ({
      'package-ecosystem': update.ecosystem,
      directory: update.directory,
      'exclude-paths': update.exclude,
      schedule: { interval: config.interval },
      'open-pull-requests-limit': config.openPullRequests,
      cooldown: { 'default-days': config.cooldownDays },
    })),
  };
}
