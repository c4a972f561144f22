import { slackWebhookName } from '../kernel/delivered-names';
import { type Immutable } from '../kernel/immutable';
import { type RepositorySettings } from './repository-schema';

/** Settings of a repository that say nothing about its workflows: GitHub itself holds them. */
type BesidePipeline =
  | 'name'
  | 'settings'
  | 'replaces'
  | 'replacesJobs'
  | 'retainOnDelete'
  | 'eject'
  | 'environments'
  | 'secrets'
  | 'variables'
  | 'actions'
  | 'protection';

/** What the workflow definitions need to know about one repository, with all defaults filled in. */
export type PipelineSettings = Immutable<Omit<RepositorySettings, BesidePipeline>> & {
  readonly owner: string;
  readonly repository: string;
  readonly slack: SlackSettings;
  /** Region of the monitors that run the same smoke checks in AWS; absent: there are none. */
  readonly monitorRegion?: string;
  /** Whether pull requests are merged through a queue. */
  readonly mergeQueue: boolean;
};

export interface SlackSettings {
  /** Name of the repository secret that holds the incoming webhook's URL; absent: no Slack messages. */
  readonly webhookSecret?: string;
}

export type PythonSettings = PipelineSettings['python'];
export type RetrySettings = PipelineSettings['retries'];
export type McpSettings = NonNullable<PipelineSettings['mcp']>;
export type PerformanceSettings = NonNullable<PipelineSettings['performance']>;
export type PublishSettings = NonNullable<PipelineSettings['publish']>;
export type DeploySettings = NonNullable<PipelineSettings['deploy']>;
export type SmokeSettings = NonNullable<PipelineSettings['smoke']>;
export type CanarySettings = NonNullable<SmokeSettings['canary']>;
export type EndToEndSettings = NonNullable<SmokeSettings['e2e']>;

/**
 * @param slack whether Slack gets messages.
 * @param monitorRegion of the monitors in AWS; see `monitorRegion` of aws-schema.ts.
 */
export function pipelineSettings(
  owner: string,
  repository: RepositorySettings,
  slack: boolean,
  monitorRegion?: string,
): PipelineSettings {
  const {
    name,
    settings: _settings,
    replaces: _replaces,
    replacesJobs: _replacesJobs,
    retainOnDelete: _retainOnDelete,
    eject,
    environments: _environments,
    secrets: _secrets,
    variables: _variables,
    actions: _actions,
    protection,
    reuse,
    ...rest
  } = repository;
  return {
    ...rest,
    // Whoever leaves takes the pipeline along.
    ...(reuse === undefined || eject ? {} : { reuse }),
    owner,
    repository: name,
    slack: slack ? { webhookSecret: slackWebhookName } : {},
    ...(monitorRegion === undefined ? {} : { monitorRegion }),
    mergeQueue: protection.mergeQueue,
  };
}
