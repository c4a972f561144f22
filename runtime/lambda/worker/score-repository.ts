import { defaultOverrideLabel } from '../../../core/readiness/policy';
import type { S3Client } from '@aws-sdk/client-s3';
import type { History } from '../../../core/readiness/history';
import { archiveDocumentation } from '../../adapters/archive-documentation';
import { bucketStore } from '../../adapters/bucket-store';
import { gitHubClient } from '../../adapters/github-client';
import { collect, type Look } from '../../dashboard/collect';
import type { PeriodicReport } from '../../dashboard/pages';
import { refreshDashboard } from '../../dashboard/refresh';
import type { WorkerEnvironment } from '../environment';
import { policyOf } from '../fleet';
import { localTime } from '../local-time';
import type { Period, WorkMessage } from '../work-message';

export interface ScoreTools {
  readonly environment: Pick<
    WorkerEnvironment,
    'bucket' | 'gitHubApiUrl' | 'dashboardUrl' | 'timezone'
  >;
  readonly s3: S3Client;
  readonly token: () => Promise<string>;
  /** Slack's incoming webhook; empty: no messages are sent. */
  readonly webhook: () => Promise<string>;
  readonly now: () => Date;
  readonly warn: (message: string) => void;
}

/** Limits that end sooner than this are waited for; for longer ones a function that waits would cost money. */
const longestWaitSeconds = 3;

const reportsOf: Readonly<Record<Period, readonly PeriodicReport[]>> = {
  daily: [],
  weekly: ['trend'],
  monthly: ['audit'],
};

/** Looks at a repository, and writes its dashboard and history to the bucket when something changed. */
export async function scoreRepository(message: WorkMessage, tools: ScoreTools): Promise<History> {
  const { environment, now, warn } = tools;
  const { owner, repository, period, scheduledAt } = message;
  const { name, branch, settings } = repository;
  const { workflow, threshold, sources = ['.'], overrideLabel = defaultOverrideLabel } = settings;
  const client = gitHubClient({
    apiUrl: environment.gitHubApiUrl,
    token: await tools.token(),
    longestWaitSeconds,
    onWait: warn,
  });
  const place = { owner, repository: name };
  const look: Look = {
    ...place,
    branch,
    workflow,
    threshold,
    sources,
    overrideLabel,
    policy: policyOf(settings),
    now: now(),
    documentation: (commit) => archiveDocumentation(client, place, commit, sources),
  };
  const folder = `repositories/${owner}/${name}`;
  const store = bucketStore(tools.s3, { bucket: environment.bucket, folder });
  const { history } = await refreshDashboard(store, (before) => collect(client, look, before), {
    now,
    webhook: await tools.webhook(),
    dashboardUrl:
      environment.dashboardUrl === undefined
        ? `https://console.aws.amazon.com/s3/object/${environment.bucket}?prefix=${folder}/README.md`
        : `${environment.dashboardUrl}/${owner}/${name}/index.html`,
    reports: reportsOf[period],
    // However late a run is handled, its reports are those of the day it was due.
    reportsDue: localTime(scheduledAt, environment.timezone),
    warn,
    restoreHint: `restore an earlier version of ${folder}/history.json in the bucket, or delete it to start over`,
  });
  return history;
}
