import { defaultLongestWaiverDays, defaultOverrideLabel } from '../../../core/readiness/policy';
import type { S3Client } from '@aws-sdk/client-s3';
import { mostMessages, type SightNews } from '../../../core/readiness/announce';
import type { Measurement, History } from '../../../core/readiness/history';
import type { KeptPosture } from '../../../core/readiness/posture';
import { manySightsMessage } from '../../../core/readiness/report/sight-message';
import type { SlackMessage } from '../../../core/readiness/report/slack-message';
import { lossOf, type Loss } from '../../../core/readiness/sight';
import { readArchive } from '../../adapters/archive-documentation';
import { bucketStore } from '../../adapters/bucket-store';
import { gitHubClient, type GitHubClient } from '../../adapters/github-client';
import { repositoryFact } from '../../adapters/repository-sight';
import type { SlackDelivery } from '../../adapters/slack';
import { collect, type Look } from '../../dashboard/collect';
import type { PeriodicReport } from '../../dashboard/pages';
import { refreshDashboard, type Refreshed, type SendToSlack } from '../../dashboard/refresh';
import { letPass } from '../../waivers/shown';
import type { WorkerEnvironment } from '../environment';
import { policyOf } from '../fleet';
import { localTime } from '../local-time';
import type { Period, WorkMessage } from '../work-message';
import { reportUndeclared } from './report-undeclared';
import type { CountNews } from './sight-count';

/** The history after a look, which says so where the repository cannot be seen. */
export type Scored = Pick<Refreshed, 'history' | 'fell'>;

export interface ScoreTools {
  readonly environment: Pick<
    WorkerEnvironment,
    'bucket' | 'gitHubApiUrl' | 'dashboardUrl' | 'timezone' | 'osvUrl'
  >;
  readonly s3: S3Client;
  readonly token: () => Promise<string>;
  /** Undefined: no messages are sent. */
  readonly send: SendToSlack | undefined;
  /** How many repositories of the run the news is of by now, this one included. */
  readonly countSight: CountNews;
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
export async function scoreRepository(message: WorkMessage, tools: ScoreTools): Promise<Scored> {
  const { environment, now, warn } = tools;
  const { owner, repository, period, scheduledAt } = message;
  const { name, branch, settings } = repository;
  const { workflow, threshold, sources = ['.'], overrideLabel = defaultOverrideLabel } = settings;
  const {
    modes = {},
    longestWaiverDays = defaultLongestWaiverDays,
    directory = '.',
    otherProjects = [],
    guardLevel,
    smokeArtifacts = [],
  } = settings;
  const client = gitHubClient({
    apiUrl: environment.gitHubApiUrl,
    token: await tools.token(),
    longestWaitSeconds,
    onWait: warn,
  });
  const place = { owner, repository: name };
  // One download for everything that is read from it.
  let downloaded: ReturnType<typeof readArchive> | undefined;
  const archive = (commit: string) => (downloaded ??= readArchive(client, place, commit, sources));
  const waiving = {
    modes,
    'longest-days': longestWaiverDays,
    'project-directory': directory,
  };
  const look: Look = {
    ...place,
    branch,
    workflow,
    threshold,
    sources,
    directory,
    scope: otherProjects.length === 0 ? undefined : { directory, others: [...otherProjects] },
    overrideLabel,
    smokeArtifacts,
    policy: policyOf(settings),
    now: now(),
    guardLevel,
    severities: { url: environment.osvUrl, tell: warn },
    owners: async (commit) => (await archive(commit)).owners,
    documentation: async (commit) => (await archive(commit)).documentation,
    exceptions: async (commit) =>
      letPass((await archive(commit)).exceptions, waiving, now(), { warning: warn }),
  };
  const posture = async (before: History): Promise<KeptPosture> => {
    const { judgePosture } = await import('./judge-posture.js');
    const commit = before.document?.commit ?? branch;
    return judgePosture({
      client,
      ...{ owner, name, branch, now: now(), settings: settings.posture, commit },
      archive: async () => (await archive(commit)).files,
      before,
    });
  };
  const folder = `repositories/${owner}/${name}`;
  const store = bucketStore(tools.s3, { bucket: environment.bucket, folder });
  const { history, fell } = await refreshDashboard(
    store,
    (before) => lookAt(client, look, before, period),
    {
      repository: `${owner}/${name}`,
      stack: message.stack,
      now,
      send: tools.send,
      digest: message.digest !== 'fleet',
      sendSight: (news, text) => sendSight(news, text, message, tools),
      dashboardUrl:
        environment.dashboardUrl === undefined
          ? `https://console.aws.amazon.com/s3/object/${environment.bucket}?prefix=${folder}/README.md`
          : `${environment.dashboardUrl}/${owner}/${name}/index.html`,
      reports: reportsOf[period],
      // Once a week: what it rests on changes without a run, and an unchanged repository must cost nothing each day.
      posture: period === 'weekly' ? posture : undefined,
      // However late a run is handled, its reports are those of the day it was due.
      reportsDue: localTime(scheduledAt, environment.timezone),
      warn,
      restoreHint: `restore an earlier version of ${folder}/history.json in the bucket, or delete it to start over`,
    },
  );
  const { declared } = repository;
  if (declared !== undefined && period === 'daily' && history.unseen === undefined)
    await reportUndeclared(message, declared, client, tools);
  return { history, fell };
}

/** What there is to score; where there is nothing, GitHub is asked once why. */
async function lookAt(
  client: GitHubClient,
  look: Look,
  before: History,
  period: Period,
): Promise<Measurement | 'unchanged' | Loss> {
  const found = await collect(client, look, before);
  if (typeof found !== 'string') return found;
  // The list of runs stays what it was when a repository is archived or its default branch renamed: the weekly run asks.
  if (found === 'unchanged' && period === 'daily' && before.unseen === undefined) return found;
  const listed = found === 'unchanged' ? 'runs' : found;
  const { owner, repository, branch, workflow } = look;
  const sought = {
    repository: `${owner}/${repository}`,
    branch,
    workflow,
    scored: before.document !== undefined,
  };
  return lossOf(await repositoryFact(client, look), sought, listed) ?? 'unchanged';
}

/** Sends news about sight: one by one up to the limit of a run, then one message for all further repositories. */
async function sendSight(
  news: SightNews,
  text: SlackMessage,
  { period, scheduledAt, stack }: WorkMessage,
  { send, countSight }: ScoreTools,
): Promise<SlackDelivery> {
  if (send === undefined) return { delivered: true };
  const count = await countSight({ period, scheduledAt }, news);
  if (count <= mostMessages) return send(text);
  if (count > mostMessages + 1) return { delivered: true };
  return send(manySightsMessage(stack, news === 'unseen'));
}
