import type * as pulumi from '@pulumi/pulumi';
import { Pipeline, type PipelineArgs } from '../components/pipeline';
import { builtToolkit } from '../components/toolkit';
import { type StackConfig } from '../core/config/load';
import { guardEnvironment, guardKeySecret } from '../core/config/guard';
import { repositoryOptions } from '../core/config/repository-options';
import { slackWebhookName } from '../core/kernel/delivered-names';
import { type RepositorySettings } from '../core/config/repository-schema';
import { renderFiles } from '../core/pipeline/render-files';
import { type DeployRoles } from './deploy-roles';
import { type Centrals } from './reusable-workflows';
import { type Secrets } from './secrets';
import { settingsOf } from './settings-of';

/** One repository's pipeline from its settings. */
export function createPipeline(
  config: StackConfig,
  repository: RepositorySettings,
  shared: Shared,
  opts: pulumi.ComponentResourceOptions,
): Pipeline {
  const args = pipelineArgs(config, repository, shared);
  return new Pipeline(repository.name, args, opts);
}

/** What the pipelines of a stack share. */
export interface Shared {
  readonly secrets: Secrets;
  readonly deployRoles: DeployRoles;
  readonly centrals: Centrals;
}

function pipelineArgs(
  config: StackConfig,
  repository: RepositorySettings,
  { secrets, deployRoles, centrals }: Shared,
): PipelineArgs {
  const { github, delivery, slack } = config;
  const { retentionDays, storageLimitGb } = repository.caches;
  const webhook = slack.webhook === undefined ? {} : { [slackWebhookName]: slack.webhook };
  const ownApp = github.app === undefined ? [] : [Number(github.app.id)];
  const settings = settingsOf(config, repository);
  const { called } = renderFiles(settings);
  const calledAt = called && centrals.get(called.repository.toLowerCase())?.commits[called.path];
  return {
    settings,
    ...(calledAt === undefined ? {} : { calledAt }),
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
