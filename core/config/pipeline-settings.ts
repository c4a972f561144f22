import { type PipelineSettings } from '../pipeline/settings';
import { type RepositorySettings } from './repository-schema';

/** What the workflow definitions need of a repository's settings. */
export function pipelineSettings(
  owner: string,
  repository: RepositorySettings,
  slack: boolean,
): PipelineSettings {
  const { mcp, smoke } = repository;
  const { dockerfile, ...build } = repository.build;
  return {
    owner,
    repository: repository.name,
    defaultBranch: repository.defaultBranch,
    branches: repository.branches,
    runner: repository.runner,
    python: repository.python,
    gates: repository.gates,
    timeouts: repository.timeouts,
    retries: repository.retries,
    schedules: repository.schedules,
    caches: { uv: repository.caches.uv, pip: repository.caches.pip },
    build: dockerfile === undefined ? build : { ...build, dockerfile },
    readiness: repository.readiness,
    slack: slack ? { webhookSecret: slackWebhookSecret } : {},
    dependabot: repository.dependabot,
    ...(mcp === undefined ? {} : { mcp }),
    ...(smoke === undefined ? {} : { smoke }),
  };
}

/** Name of the repository secret that holds the Slack incoming webhook's URL. */
export const slackWebhookSecret = 'SLACK_WEBHOOK_URL';
