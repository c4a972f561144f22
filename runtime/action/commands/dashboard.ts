import { defaultDataBranch } from '../../../core/readiness/policy';
import { slackWebhookName } from '../../../core/kernel/delivered-names';
import { ProblemsError } from '../../../core/kernel/problem';
import { renderSummary } from '../../../core/readiness/report/summary';
import { fileAt, writeBranch } from '../../adapters/data-branch';
import { fetchFile } from '../../adapters/fetched-file';
import { postToSlack } from '../../adapters/slack';
import { collect } from '../../dashboard/collect';
import { historyFile } from '../../../core/readiness/history';
import { refreshDashboard } from '../../dashboard/refresh';
import type { DashboardStore, Snapshot } from '../../dashboard/store';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import type { DashboardInputs } from '../inputs';
import { lookOf } from '../look';

/**
 * Refreshes the data branch: dashboard, readiness.json, history and badge in one commit, made only when something
 * changed, and tells Slack about it. The first look of a week writes the trend report, the first look of a month the
 * security audit.
 */
export async function dashboard(inputs: DashboardInputs, context: Context): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const place = { ...environment, branch: inputs['data-branch'] };
  refuseCodeBranch(inputs, environment);
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
    onWait: (message) => {
      context.commands.info(message);
    },
  });
  const webhook = context.variables[slackWebhookName] ?? '';
  context.commands.mask(webhook);

  // What a look needs counts no request where git can say it. Only a write needs the branch's head too, and what stands
  // exactly there.
  const store: DashboardStore<Snapshot> = {
    read: async () => {
      const text =
        (await fetchFile(place, inputs['github-token'], historyFile)) ??
        (await fileAt(client, place, place.branch, historyFile));
      return { files: new Map(text === undefined ? [] : [[historyFile, text]]) };
    },
    write: async (change, seen) =>
      seen !== undefined && change(seen) === undefined
        ? { changed: false }
        : writeBranch(client, place, [historyFile], change),
  };
  const { owner, repository } = environment;
  const look = lookOf(inputs, environment, context.now(), context);
  const { history, changed, commit } = await refreshDashboard(
    store,
    async (before) => {
      const found = await collect(client, look, before);
      // A job of the repository itself sees it: the workflow is not on the default branch yet, or no run has ended.
      return typeof found === 'string' ? 'unchanged' : found;
    },
    {
      repository: `${owner}/${repository}`,
      now: context.now,
      send: webhook === '' ? undefined : (message) => postToSlack(webhook, message, context.waits),
      dashboardUrl: `${environment.serverUrl}/${owner}/${repository}/blob/${place.branch}/README.md`,
      reports: ['trend', 'audit'],
      warn: (message) => {
        context.commands.warning(message);
      },
      restoreHint:
        'restore history.json on the data branch from an earlier commit, or delete it to start again',
    },
  );
  const { document } = history;
  if (document === undefined) {
    context.commands.notice('no run of the workflow has completed yet: there is nothing to show');
    return 'done';
  }
  await context.commands.appendSummary(renderSummary(document));
  await context.commands.setOutput('score', String(document.value));
  await context.commands.setOutput('band', document.band);
  await context.commands.setOutput('changed', String(changed));
  await context.commands.setOutput('commit', commit ?? '');
  context.commands.info(
    `readiness ${document.value} % (${document.band}); ${changed ? 'data branch updated' : 'nothing changed, no commit'}; ${client.sent()} requests`,
  );
  return 'done';
}

function refuseCodeBranch(inputs: DashboardInputs, environment: GitHubEnvironment): void {
  const main = inputs.branch === '' ? environment.event.repository?.default_branch : inputs.branch;
  if (inputs['data-branch'] !== '' && inputs['data-branch'] !== main) return;
  throw new ProblemsError([
    {
      code: 'data-branch-is-code',
      path: 'inputs.data-branch',
      message: 'the data branch must not be the branch with the code',
      found: inputs['data-branch'],
      remedy: `name a branch of its own, such as ${defaultDataBranch}`,
    },
  ]);
}
