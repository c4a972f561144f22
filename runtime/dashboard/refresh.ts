import { ProblemsError } from '../../core/kernel/problem';
import {
  claimMessages,
  isoWeek,
  nothingToTell,
  owed,
  type Claim,
} from '../../core/readiness/announce';
import {
  addFinding,
  emptyHistory,
  historySchema,
  sameHistory,
  type Finding,
  type History,
} from '../../core/readiness/history';
import { parseJson } from '../../core/readiness/parse/parsed';
import {
  belowMessage,
  digestMessage,
  recoveryMessage,
  type SlackMessage,
} from '../../core/readiness/report/slack-message';
import { postToSlack } from '../adapters/slack';
import { historyFile, pages, withReports, type PeriodicReport } from './pages';
import type { Change, DashboardStore, Snapshot } from './store';

export interface RefreshOptions {
  readonly now: () => Date;
  /** Slack's incoming webhook; empty: no messages are sent. */
  readonly webhook: string;
  /** Where people read the dashboard. */
  readonly dashboardUrl: string;
  /** Periodic reports that are due unless the period has them already. */
  readonly reports: readonly PeriodicReport[];
  /** ISO 8601 time whose week and month the periodic reports are of; default now. */
  readonly reportsDue?: string;
  /** Called when Slack did not take a message. */
  readonly warn: (message: string) => void;
  /** What to do about a history that cannot be read. */
  readonly restoreHint: string;
}

export interface Refreshed {
  readonly history: History;
  readonly changed: boolean;
  readonly commit: string | undefined;
}

/**
 * Refreshes a repository's dashboard: all files are written together, only when something changed, and Slack gets one message
 * about each change. Slack being down costs the message nothing but time: it is recorded as pending by a second write
 * and sent by the next run.
 *
 * @throws ProblemsError for a history this version cannot read: it is never overwritten.
 */
export async function refreshDashboard<S extends Snapshot>(
  store: DashboardStore<S>,
  look: (history: History) => Promise<Finding | 'unchanged'>,
  options: RefreshOptions,
): Promise<Refreshed> {
  const { now, webhook } = options;
  const seen = await store.read();
  const found = await look(readHistory(seen, options));
  let messages = nothingToTell;
  const update = (history: History): History => {
    const added = found === 'unchanged' ? history : addFinding(history, found);
    const document = added.document;
    if (webhook === '' || document === undefined) return added;
    const reached = document.value >= document.threshold;
    const claim = claimMessages(added.slack, reached, isoWeek(now().toISOString()));
    messages = claim;
    return { ...added, slack: claim.slack };
  };
  const written = await record(store, options, update, seen);
  const failed = await tellSlack(written.history, messages, options);
  if (failed.tell === undefined && !failed.digest) return written;
  const { commit } = await record(store, options, (history) => ({
    ...history,
    slack: owed(history.slack, written.old.slack, failed),
  }));
  return { ...written, commit };
}

function readHistory({ files }: Snapshot, options: RefreshOptions): History {
  const text = files.get(historyFile);
  if (text === undefined) return emptyHistory;
  const parsed = parseJson(text, historyFile, historySchema);
  if (parsed.ok) return parsed.value;
  throw new ProblemsError(
    parsed.problems.map((problem) => ({ ...problem, remedy: options.restoreHint })),
  );
}

interface Written extends Refreshed {
  /** What the store had before. */
  readonly old: History;
}

async function record<S extends Snapshot>(
  store: DashboardStore<S>,
  options: RefreshOptions,
  update: (history: History) => History,
  seen?: S,
): Promise<Written> {
  const { renderHtmlDashboard } = await import('./html-pages.js');
  let old = emptyHistory;
  let history = emptyHistory;
  const change = (snapshot: S): Change => {
    const now = options.now();
    old = readHistory(snapshot, options);
    history = withReports(update(old), options.reports, options.reportsDue ?? now.toISOString());
    if (sameHistory(old, history) && snapshot.pagesInDoubt !== true) return undefined;
    return {
      message: messageOf(old, history),
      files: pages(old, history, now, renderHtmlDashboard),
    };
  };
  const { changed, commit } = await store.write(change, seen);
  return { old, history, changed, commit };
}

function messageOf(old: History, history: History): string {
  const from = old.document?.value;
  const to = history.document?.value;
  const change = from === to || from === undefined ? `${to} %` : `${from} % to ${to} %`;
  return `Readiness ${change} [skip ci]`;
}

/** Sends the claimed messages; gives back those that Slack did not take. */
async function tellSlack(
  history: History,
  { tell, digest }: Pick<Claim, 'tell' | 'digest'>,
  { now, webhook, dashboardUrl, warn }: RefreshOptions,
): Promise<Pick<Claim, 'tell' | 'digest'>> {
  const { document } = history;
  if (document === undefined) return nothingToTell;
  const isSent = async (message: SlackMessage): Promise<boolean> => {
    const delivery = await postToSlack(webhook, message);
    if (!delivery.delivered) {
      warn(`the Slack message was not sent; the next run retries: ${delivery.reason}`);
    }
    return delivery.delivered;
  };
  const message = tell === 'below' ? belowMessage : recoveryMessage;
  const announced = tell === undefined || (await isSent(message(document, dashboardUrl)));
  const at = now().toISOString();
  const digested = !digest || (await isSent(digestMessage(history, document, at, dashboardUrl)));
  return { tell: announced ? undefined : tell, digest: !digested };
}
