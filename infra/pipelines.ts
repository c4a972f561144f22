import type * as pulumi from '@pulumi/pulumi';
import { Pipeline, type PipelineArgs } from '../components/pipeline';
import { builtToolkit } from '../components/toolkit';
import { monitorRegion } from '../core/config/aws-schema';
import { type StackConfig } from '../core/config/load';
import { guardEnvironment, guardKeySecret } from '../core/config/guard';
import { pipelineSettings } from '../core/config/pipeline-settings';
import { repositoryOptions } from '../core/config/repository-options';
import { slackWebhookName } from '../core/kernel/delivered-names';
import { type RepositorySettings } from '../core/config/repository-schema';
import { type DeployRoles } from './deploy-roles';
import { type Secrets } from './secrets';

/** One repository's pipeline from its settings. */
export function createPipeline(
  config: StackConfig,
  repository: RepositorySettings,
  secrets: Secrets,
  deployRoles: DeployRoles,
  opts: pulumi.ComponentResourceOptions,
): Pipeline {
  const args = pipelineArgs(config, repository, secrets, deployRoles);
  return new Pipeline(repository.name, args, opts);
}

function pipelineArgs(
  config: StackConfig,
  repository: RepositorySettings,
  secrets: Secrets,
  deployRoles: DeployRoles,
): PipelineArgs {
  const { aws, github, delivery, slack } = config;
  const { retentionDays, storageLimitGb } = repository.caches;
  const webhook = slack.webhook === undefined ? {} : { [slackWebhookName]: slack.webhook };
  const ownApp = github.app === undefined ? [] : [Number(github.app.id)];
  return {
    settings: pipelineSettings(
      github.owner,
      repository,
      slack.webhook !== undefined,
      monitorRegion(aws),
    ),
    delivery,
    protection: {
      ...repository.protection,
      // Direct commits to a protected branch are only possible for an actor that may bypass its rules.
      bypassApps: [...new Set([...repository.protection.bypassApps, ...ownApp])],
    },
    secrets: {
      actions: secrets.resolveAll({ ...webhook, ...repository.secrets.actions }),
      dependabot: secrets.resolveAll(repository.secrets.dependabot),
    },
    variables: repository.variables,
    actions: repository.actions,
    options: repositoryOptions(repository.settings),
    protectedTags: repository.settings.protectedTags ?? [],
    replaces: repository.replaces,
    replacesJobs: repository.replacesJobs,
    retainOnDelete: repository.retainOnDelete || repository.eject,
    eject: repository.eject,
    environments: {
      ...Object.fromEntries(
        Object.entries(repository.environments).map(([name, environment]) => [
          name,
          {
            ...environment,
            secrets: secrets.resolveAll(environment.secrets),
            variables: {
              ...deployRoles.variables(repository.name, name),
              ...environment.variables,
            },
          },
        ]),
      ),
      ...guardEnvironments(repository, secrets),
    },
    caches: {
      ...(retentionDays === undefined ? {} : { retentionDays }),
      ...(storageLimitGb === undefined ? {} : { storageLimitGb }),
    },
    toolkit: builtToolkit,
  };
}

/** The key of the guard's App, where no branch but the default one can use it. */
function guardEnvironments(
  { guard, defaultBranch }: RepositorySettings,
  secrets: Secrets,
): PipelineArgs['environments'] {
  if (guard.level !== 'guarded' || guard.app === undefined) return {};
  return {
    [guardEnvironment]: {
      waitMinutes: 0,
      preventSelfReview: false,
      protectedBranchesOnly: false,
      branches: [defaultBranch],
      secrets: secrets.resolveAll({ [guardKeySecret]: guard.app.privateKey }),
      variables: {},
    },
  };
}
