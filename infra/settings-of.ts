import { monitorRegion } from '../core/config/aws-schema';
import { type StackConfig } from '../core/config/load';
import { type PipelineSettings, pipelineSettings } from '../core/config/pipeline-settings';
import { type RepositorySettings } from '../core/config/repository-schema';

/** What the pipeline of one repository of a stack is rendered from. */
export function settingsOf(
  { aws, github, slack }: Pick<StackConfig, 'aws' | 'github' | 'slack'>,
  repository: RepositorySettings,
): PipelineSettings {
  const hasSlack = slack.webhook !== undefined;
  return pipelineSettings(github.owner, repository, hasSlack, monitorRegion(aws));
}
