import * as pulumi from '@pulumi/pulumi';
import { type Pipeline } from '../components/pipeline';
import { repositoryProviders } from '../components/repository-providers';
import { SlackAlerts } from '../components/slack-alerts';
import { ProblemsError } from '../kernel/problem';
import { loadStack } from './config/load';
import { createPipeline } from './pipelines';
import { awsInvokeOptions, repositoryIdentity, slackProvider } from './providers';
import { Secrets } from './secrets';
import { runningStack } from './stack-source';

// A stack trace for each of ten thousand resources costs seconds and gigabytes.
Error.stackTraceLimit = 0;

/** Repositories whose resources are registered before the next ones are created: bounds the program's memory. */
const batchSize = 25;

/** The program: configuration → one pipeline per repository and the stack's Slack channels → outputs. */
async function program(): Promise<Record<string, pulumi.Input<unknown>>> {
  const loaded = loadStack(runningStack());
  if (!loaded.ok) throw new pulumi.RunError(new ProblemsError(loaded.problems).message);
  const { config } = loaded;

  const secrets = new Secrets(new pulumi.Config(), awsInvokeOptions(config.aws));
  const providers = repositoryProviders(repositoryIdentity(config.github, secrets));
  const pipelines: [string, Pipeline][] = [];
  for (let start = 0; start < config.repositories.length; start += batchSize) {
    const batch = config.repositories
      .slice(start, start + batchSize)
      .map((repository): [string, Pipeline] => [
        repository.name,
        createPipeline(config, repository, secrets, { providers }),
      ]);
    pipelines.push(...batch);
    await registered(batch.map(([, pipeline]) => pipeline));
  }
  const { channels } = config.slack;
  const alerts =
    channels.length === 0
      ? undefined
      : new SlackAlerts('slack', { channels }, { provider: slackProvider(config.slack, secrets) });

  return {
    repositories: Object.fromEntries(
      pipelines.map(([name, { requiredChecks, commitSha, pending, pullRequestUrl }]) => [
        name,
        { requiredChecks, commitSha, pending, pullRequestUrl },
      ]),
    ),
    ...(alerts === undefined ? {} : { slackChannels: alerts.channelIds }),
  };
}

function registered(pipelines: readonly Pipeline[]): Promise<unknown> {
  return new Promise((resolve) => {
    pulumi.all(pipelines.map((pipeline) => pipeline.urn)).apply(resolve);
  });
}

export = program;
