import { ProblemsError } from '../../../kernel/problem';
import { announce, delivered, isoWeek, month } from '../../../readiness/announce';
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
 * changed, and tells Slack once about each change. Slack being down costs the message nothing but time: it stays
 * pending in the history and is sent by the next run.
 */
export async function dashboard(inputs: DashboardInputs, context: Context): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const place = { ...environment, branch: inputs['data-branch'] };
  refuseCodeBranch(inputs, environment);
  context.commands.mask(inputs['github-token']);
  const client = context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
    onWait: (message) => {
      context.commands.info(message);
    },
  });
  const webhook = context.variables['SLACK_WEBHOOK_URL'] ?? '';
  context.commands.mask(webhook);

  const seen = await readBranch(client, place, [historyFile]);
  const before = readHistory(seen.files);
  const found = await collect(client, inputs, environment, before, context.now());
  const update = (history: History): History => {
    const added = found === 'unchanged' ? history : addFinding(history, found);
    const document = added.document;
    if (webhook === '' || document === undefined) return added;
    return { ...added, slack: announce(added.slack, document.value >= document.threshold) };
  };
  let written = await record(client, place, context, update, seen);
  // Of two runs that see the same change the one whose commit recorded it sends the message. What was pending before
  // this run began is left over from a run that could not send it.
  const isMine = written.changed && written.old.slack.pending !== written.history.slack.pending;
  if (isMine || before.slack.pending !== undefined || written.history.slack.pending === undefined) {
    written = await tellSlack(client, place, context, written, { webhook, environment });
  }

  const document = written.history.document;
  if (document === undefined) {
    context.commands.notice('no run of the workflow has completed yet: there is nothing to show');
    return 'done';
  }
  await context.commands.appendSummary(renderSummary(document));
  await context.commands.setOutput('score', String(document.value));
  await context.commands.setOutput('band', document.band);
  await context.commands.setOutput('changed', String(written.changed));
  await context.commands.setOutput('commit', written.commit ?? '');
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

/** Sends what is pending, after it was recorded: a message that cannot be sent is still there for the next run. */
async function tellSlack(
  client: GitHubClient,
  place: BranchPlace,
  context: Context,
  written: Written,
  { webhook, environment }: { readonly webhook: string; readonly environment: GitHubEnvironment },
): Promise<Written> {
  const { document, slack } = written.history;
  if (webhook === '' || document === undefined) return written;
  const now = context.now().toISOString();
  const url = `${environment.serverUrl}/${environment.owner}/${environment.repository}/blob/${place.branch}/README.md`;
  const send = async (message: Parameters<typeof postToSlack>[1]): Promise<boolean> => {
    const delivery = await postToSlack(webhook, message);
    if (!delivery.delivered) {
      context.commands.warning(
        `Slack got no message; the next run tries again: ${delivery.reason}`,
      );
    }
    return delivery.delivered;
  };
  let told = slack;
  if (slack.pending !== undefined) {
    const message = slack.pending === 'below' ? belowMessage : recoveryMessage;
    if (await send(message(document, url))) told = delivered(slack);
  }
  const week = isoWeek(now);
  if (slack.digest === undefined) told = { ...told, digest: week };
  else if (
    slack.digest !== week &&
    (await send(digestMessage(written.history, document, now, url)))
  ) {
    told = { ...told, digest: week };
  }
  if (told === slack) return written;
  const again = await record(client, place, context, (history) => ({
    ...history,
    slack: {
      ...history.slack,
      ...told,
      ...(told.pending === undefined ? { pending: undefined } : {}),
    },
  }));
  return { ...again, old: written.old, changed: written.changed || again.changed };
}
