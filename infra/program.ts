import * as v8 from 'node:v8';
import * as pulumi from '@pulumi/pulumi';
import { type Pipeline } from '../components/pipeline';
import { repositoryProviders } from '../components/repository-providers';
import { SlackAlerts } from '../components/slack-alerts';
import { formatProblem, ProblemsError } from '../core/kernel/problem';
import { type EnvironmentConflict } from '../core/kernel/provider-variables';
import { builtFunctions, createAwsRuntime } from './aws-runtime';
import { environmentProblems } from '../core/config/environment-limit';
import { loadStack, type StackConfig } from '../core/config/load';
import { stackCost } from './cost-usage';
import { DeployRoles } from './deploy-roles';
import { createPipeline } from './pipelines';
import { awsProvider, repositoryIdentity, slackProvider, stackConflicts } from './providers';
import { createRequiredWorkflows } from './required-workflows';
import { createReusableWorkflows } from './reusable-workflows';
import { Secrets } from './secrets';
import { runningStack } from './stack-source';

// A stack trace for each of ten thousand resources costs seconds and gigabytes.
Error.stackTraceLimit = 0;
// V8 lets a heap grow to several times of what lives in it before it collects: with a thousand repositories that is a gigabyte.
v8.setFlagsFromString('--heap-growing-percent=40');

/** Repositories whose resources are registered before the next ones are created: bounds the program's memory. */
const batchSize = 25;

/** The program: configuration → one pipeline per repository, the stack's Slack channels and AWS runtime → outputs. */
async function program(): Promise<Record<string, pulumi.Input<unknown>>> {
  const config = configuration();
  await refuseOrSay(stackConflicts(config, process.env));

  const inAws = awsProvider(config.aws, pulumi.getStack());
  const secrets = new Secrets(new pulumi.Config(), inAws === undefined ? {} : { provider: inAws });
  const awsOptions = inAws === undefined ? {} : { providers: [inAws] };
  const deployRoles = new DeployRoles(config, awsOptions);
  const providers = repositoryProviders(repositoryIdentity(config.github, secrets));
  const centrals = createReusableWorkflows(config, { providers });
  const shared = { secrets, deployRoles, centrals };
  const pipelines: [string, Pipeline][] = [];
  for (let start = 0; start < config.repositories.length; start += batchSize) {
    const batch = config.repositories
      .slice(start, start + batchSize)
      .map((repository): [string, Pipeline] => [
        repository.name,
        createPipeline(config, repository, shared, { providers }),
      ]);
    pipelines.push(...batch);
    await registered(batch.map(([, pipeline]) => pipeline));
  }
  createRequiredWorkflows(config, { providers });
  const { channels, onCall } = config.slack;
  const alerts =
    channels.length === 0 && onCall === undefined
      ? undefined
      : new SlackAlerts(
          'slack',
          { channels, ...(onCall === undefined ? {} : { onCall }) },
          { provider: slackProvider(config.slack, secrets) },
        );
  const runtime = createAwsRuntime(config, builtFunctions, awsOptions, alerts?.onCallId);

  return {
    repositories: Object.fromEntries(
      pipelines.map(([name, { requiredChecks, guard, commitSha, pending, pullRequestUrl }]) => [
        name,
        { requiredChecks, guard, commitSha, pending, pullRequestUrl },
      ]),
    ),
    ...(centrals.size === 0
      ? {}
      : {
          reusableWorkflows: Object.fromEntries(
            [...centrals].map(([name, { commits }]) => [name, commits]),
          ),
        }),
    ...(alerts === undefined ? {} : { slackChannels: alerts.channelIds }),
    ...(alerts?.onCallId === undefined ? {} : { slackOnCall: alerts.onCallId }),
    ...runtime,
    ...deployRoles.outputs,
    costEstimate: stackCost(config),
  };
}

/** A function of its own, so that what the settings were read from does not stay in memory. */
function configuration(): StackConfig {
  const source = runningStack();
  const tooLarge = environmentProblems(source.file, pulumi.runtime.allConfig());
  if (tooLarge.length > 0) throw new pulumi.RunError(new ProblemsError(tooLarge).message);
  const loaded = loadStack(source);
  if (!loaded.ok) throw new pulumi.RunError(new ProblemsError(loaded.problems).message);
  return loaded.config;
}

/** Registers nothing if the environment would send part of the stack elsewhere; reports every other difference. */
async function refuseOrSay(conflicts: readonly EnvironmentConflict[]): Promise<void> {
  const refused = conflicts.filter(({ effect }) => effect === 'redirects');
  if (refused.length > 0) {
    throw new pulumi.RunError(new ProblemsError(refused.map(({ problem }) => problem)).message);
  }
  for (const { problem } of conflicts) await pulumi.log.warn(formatProblem(problem));
}

function registered(pipelines: readonly Pipeline[]): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.all(pipelines.map((pipeline) => pipeline.urn)).apply(resolve);
  });
}

export = program;
