import { ProblemsError } from '../../../kernel/problem';
import {
  claimMessages,
  isoWeek,
  month,
  nothingToTell,
  owed,
  type Claim,
} from '../../../readiness/announce';
import {
  addFinding,
  emptyHistory,
  historySchema,
  sameHistory,
  type History,
} from '../../../readiness/history';
import { parseJson } from '../../../readiness/parse/parsed';
import { renderAudit } from '../../../readiness/report/audit';
import { renderBadge } from '../../../readiness/report/badge';
import { renderDashboard } from '../../../readiness/report/dashboard';
import { renderHtmlDashboard } from '../../../readiness/report/html-dashboard';
import { renderSummary } from '../../../readiness/report/summary';
import {
  belowMessage,
  digestMessage,
  recoveryMessage,
} from '../../../readiness/report/slack-message';
import { renderWeeklyTrend } from '../../../readiness/report/weekly-trend';
import {
  readBranch,
  writeBranch,
  type BranchChange,
  type BranchSnapshot,
  type BranchPlace,
} from '../../adapters/data-branch';
import type { GitHubClient } from '../../adapters/github-client';
import { postToSlack } from '../../adapters/slack';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import type { DashboardInputs } from '../inputs';
import { collect } from './collect';

const historyFile = 'history.json';

/**
 * Refreshes the data branch: dashboard, readiness.json, history and badge in one commit, made only when something
 * changed, and tells Slack once about each change. Slack being down costs the message nothing but time: it is recorded
 * as pending by a second commit and sent by the next run.
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
  const webhook = context.variables['SLACK_WEBHOOK_URL'] ?? '';
  context.commands.mask(webhook);

  const seen = await readBranch(client, place, [historyFile]);
  const found = await collect(client, inputs, environment, readHistory(seen.files), context.now());
  let messages = nothingToTell;
  const update = (history: History): History => {
    const added = found === 'unchanged' ? history : addFinding(history, found);
    const document = added.document;
    if (webhook === '' || document === undefined) return added;
    const reached = document.value >= document.threshold;
    const claim = claimMessages(added.slack, reached, isoWeek(context.now().toISOString()));
    messages = claim;
    return { ...added, slack: claim.slack };
  };
  const written = await record(client, place, context, update, seen);
  const { document } = written.history;
  if (document === undefined) {
    context.commands.notice('no run of the workflow has completed yet: there is nothing to show');
    return 'done';
  }
  const url = `${environment.serverUrl}/${environment.owner}/${environment.repository}/blob/${place.branch}/README.md`;
  const failed = await tellSlack(context, written.history, { messages, webhook, url });
  const { commit } =
    failed.tell === undefined && !failed.digest
      ? written
      : await record(client, place, context, (history) => ({
          ...history,
          slack: owed(history.slack, written.old.slack, failed),
        }));
  await context.commands.appendSummary(renderSummary(document));
  await context.commands.setOutput('score', String(document.value));
  await context.commands.setOutput('band', document.band);
  await context.commands.setOutput('changed', String(written.changed));
  await context.commands.setOutput('commit', commit ?? '');
  context.commands.info(
    `readiness ${document.value} % (${document.band}); ${written.changed ? 'data branch updated' : 'nothing changed, no commit'}; ${client.sent()} requests`,
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
      remedy: 'name a branch of its own, such as gatehouse-data',
    },
  ]);
}

/** @throws ProblemsError for a history this version cannot read: it is never overwritten. */
function readHistory(files: ReadonlyMap<string, string>): History {
  const text = files.get(historyFile);
  if (text === undefined) return emptyHistory;
  const parsed = parseJson(text, historyFile, historySchema);
  if (parsed.ok) return parsed.value;
  throw new ProblemsError(
    parsed.problems.map((problem) => ({
      ...problem,
      remedy:
        'restore history.json on the data branch from an earlier commit, or delete it to start anew',
    })),
  );
}

interface Written {
  /** What the branch had before. */
  readonly old: History;
  readonly history: History;
  readonly changed: boolean;
  readonly commit: string | undefined;
}

async function record(
  client: GitHubClient,
  place: BranchPlace,
  context: Context,
  update: (history: History) => History,
  seen?: BranchSnapshot,
): Promise<Written> {
  let old = emptyHistory;
  let history = emptyHistory;
  const change = (snapshot: BranchSnapshot): BranchChange => {
    old = readHistory(snapshot.files);
    history = withReports(update(old), context.now());
    if (sameHistory(old, history)) return undefined;
    return { message: messageOf(old, history), files: filesOf(old, history, context.now()) };
  };
  const result = await writeBranch(client, place, [historyFile], change, seen);
  return { old, history, ...result };
}

/** The first look of a week writes the trend report, the first look of a month the security audit. */
function withReports(history: History, now: Date): History {
  if (history.document === undefined) return history;
  const at = now.toISOString();
  return { ...history, audit: month(at), trend: isoWeek(at) };
}

function messageOf(old: History, history: History): string {
  const from = old.document?.value;
  const to = history.document?.value;
  const change = from === to ? `${to} %` : from === undefined ? `${to} %` : `${from} % to ${to} %`;
  return `Readiness ${change} [skip ci]`;
}

function filesOf(old: History, history: History, now: Date): ReadonlyMap<string, string> {
  const files = new Map([[historyFile, json(history)]]);
  const { document, audit, trend } = history;
  if (document === undefined) return files;
  files.set('readiness.json', json(document));
  files.set('badge.json', json(renderBadge(document)));
  files.set('README.md', renderDashboard(history, document));
  files.set('index.html', renderHtmlDashboard(history, document));
  if (audit !== undefined && audit !== old.audit) {
    files.set(`audits/${audit}.md`, renderAudit(history, document, audit));
  }
  if (trend !== undefined && trend !== old.trend) {
    files.set(`trends/${trend}.md`, renderWeeklyTrend(history, document, now.toISOString()));
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Sends the claimed messages; gives back those that Slack did not take. */
async function tellSlack(
  context: Context,
  history: History,
  {
    messages,
    webhook,
    url,
  }: {
    readonly messages: Pick<Claim, 'tell' | 'digest'>;
    readonly webhook: string;
    readonly url: string;
  },
): Promise<Pick<Claim, 'tell' | 'digest'>> {
  const { document } = history;
  if (document === undefined) return nothingToTell;
  const isSent = async (message: Parameters<typeof postToSlack>[1]): Promise<boolean> => {
    const delivery = await postToSlack(webhook, message);
    if (!delivery.delivered) {
      context.commands.warning(
        `Slack got no message; the next run tries again: ${delivery.reason}`,
      );
    }
    return delivery.delivered;
  };
  const { tell, digest } = messages;
  const message = tell === 'below' ? belowMessage : recoveryMessage;
  const told = tell === undefined || (await isSent(message(document, url)));
  const now = context.now().toISOString();
  const digested = !digest || (await isSent(digestMessage(history, document, now, url)));
  return { tell: told ? undefined : tell, digest: !digested };
}
