import { guardEnvironment } from '../core/config/guard';
import { type RepositorySettings } from '../core/config/repository-schema';
import { type PipelineSettings } from '../core/config/pipeline-settings';
import { slackWebhookName } from '../core/kernel/delivered-names';
import { renderPipeline } from '../core/pipeline';
import { type Declared } from '../core/undeclared/declared';
import { rulesetNames } from './ruleset-names';
import { toolkitPaths } from './toolkit';

/** What of a repository is the stack's, for the worker that looks for what is not. */
export function declaredIn(
  settings: PipelineSettings,
  repository: Pick<RepositorySettings, 'environments' | 'secrets'>,
): Declared {
  return {
    branch: settings.defaultBranch,
    files: [
      ...renderPipeline(settings).files.map(({ path }) => path),
      ...toolkitPaths(settings),
    ].sort(),
    rulesets: Object.values(rulesetNames),
    environments: [
      ...Object.keys(repository.environments),
      ...(settings.guard.level === 'guarded' ? [guardEnvironment] : []),
    ],
    secrets: [slackWebhookName, ...Object.keys(repository.secrets.actions)],
    dependabotSecrets: Object.keys(repository.secrets.dependabot),
    webhooks: [],
    allowedActions: true,
    defaultToken: true,
  };
}
