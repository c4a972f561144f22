import { ProblemsError } from '../../core/kernel/problem';
import {
  claimMessages,
  hasFallen,
  isoWeek,
  nothingToTell,
  owed,
  sightNews,
  type Claim,
  type SightNews,
} from '../../core/readiness/announce';
import {
  addMeasurement,
  emptyHistory,
  historyFile,
  sameHistory,
  type Measurement,
  type History,
} from '../../core/readiness/history';
import { parseHistory } from '../../core/readiness/parse/history-text';
import { sightMessage } from '../../core/readiness/report/sight-message';
import {
  belowMessage,
  recoveryMessage,
  type SlackMessage,
} from '../../core/readiness/report/slack-message';
import type { KeptPosture } from '../../core/readiness/posture';
import { unseenSince, type Loss } from '../../core/readiness/sight';
import type { SlackDelivery } from '../adapters/slack';
import { withReports, type PeriodicReport } from './pages';
import type { Change, DashboardStore, Snapshot } from './store';

/** Hands a message to Slack; not being able to is a value and no error. */
export type SendToSlack = (message: SlackMessage) => Promise<SlackDelivery>;

export interface RefreshOptions {
  /** `owner/name`, for messages about a repository that cannot be seen. */
  readonly repository: string;
  readonly now: () => Date;
  /** The stack whose worker refreshes it; undefined in a workflow. */
  readonly stack?: string;
  /** Undefined: no messages are sent. */
  readonly send: SendToSlack | undefined;
  /** Whether the repository has a weekly digest of its own; default true. */
  readonly digest?: boolean;
  /** For news about sight, which may be that of many repositories at once; default `send`. */
  readonly sendSight?: (news: SightNews, message: SlackMessage) => Promise<SlackDelivery>;
  /** Where people read the dashboard. */
  readonly dashboardUrl: string;
  /** Periodic reports that are due unless the period has them already. */
  readonly reports: readonly PeriodicReport[];
  /** ISO 8601 time whose week and month the periodic reports are of; default now. */
  readonly reportsDue?: string;
  /** Judges the security posture, given what is remembered after this look; undefined: it is left as it is. */
  readonly posture?: ((history: History) => Promise<KeptPosture>) | undefined;
  /** Called when Slack did not take a message. */
  readonly warn: (message: string) => void;
  /** What to do about a history that cannot be read. */
  readonly restoreHint: string;
}

export interface Refreshed {
  readonly history: History;
  /** Whether the score is below its threshold now and was not before. */
  readonly fell: boolean;
  readonly changed: boolean;
  readonly commit: string | undefined;
}

/** What is to be sent, and after sending what was not delivered. */
interface News extends Pick<Claim, 'tell' | 'digest'> {
  readonly sight: SightNews | undefined;
}
const noNews: News = { ...nothingToTell, sight: undefined };

/**
 * Refreshes a repository's dashboard: all files are written together, only when something changed, and Slack gets one message
 * about each change. Slack being down costs the message nothing but time: it is recorded as pending by a second write
 * and sent by the next run. Of a repository that cannot be seen the last pages stay, and nothing is scored.
 *
 * @throws ProblemsError for a history this version cannot read: it is never overwritten.
 */
export async function refreshDashboard<S extends Snapshot>(
  store: DashboardStore<S>,
  look: (history: History) => Promise<Measurement | 'unchanged' | Loss>,
  options: RefreshOptions,
): Promise<Refreshed> {
  const seen = await store.read();
  const found = await look(readHistory(seen, options));
  const isLost = found !== 'unchanged' && 'why' in found;
  const posture = isLost
    ? undefined
    : await options.posture?.(withLook(readHistory(seen, options), found, options.now()));
  let news = noNews;
  const update = (history: History): History => {
    const looked = withLook(history, found, options.now());
    const claimed = claim({ ...looked, ...(posture === undefined ? {} : { posture }) }, options);
    news = claimed.news;
    return claimed.history;
  };
  const written = await record(store, options, update, seen);
  const failed = await tellSlack(written.history, news, options);
  if (failed.tell === undefined && !failed.digest && failed.sight === undefined) return written;
  const { commit } = await record(store, options, (history) =>
    stillOwed(history, written.old, failed),
  );
  return { ...written, commit };
}

function withLook(history: History, found: Measurement | 'unchanged' | Loss, now: Date): History {
  const { unseen, ...rest } = history;
  if (found === 'unchanged') return rest;
  if (!('why' in found)) return addMeasurement(rest, found);
  return { ...rest, unseen: unseenSince(unseen, found, now.toISOString()) };
}

/** The history that remembers what is about to be sent, and the news. */
function claim(
  history: History,
  { send, now, digest: hasDigest = true }: RefreshOptions,
): { readonly history: History; readonly news: News } {
  if (send === undefined) return { history, news: noNews };
  const { document, unseen } = history;
  const { sight: known, ...slack } = history.slack;
  const sight = sightNews(known, unseen !== undefined);
  const of = unseen === undefined ? {} : { sight: 'unseen' as const };
  // The last score of a repository that cannot be seen is no news.
  if (document === undefined || unseen !== undefined) {
    return { history: { ...history, slack: { ...slack, ...of } }, news: { ...noNews, sight } };
  }
  const reached = document.value >= document.threshold;
  const claimed = claimMessages(slack, reached, isoWeek(now().toISOString()));
  const { tell, digest } = claimed;
  const news = { tell, digest: digest && hasDigest, sight };
  return { history: { ...history, slack: claimed.slack }, news };
}

/** The history with what was not delivered to be sent by the next run. */
function stillOwed(history: History, before: History, failed: News): History {
  const { sight: known, ...slack } = history.slack;
  const isOverdue =
    failed.sight !== undefined && (failed.sight === 'unseen') === (known === 'unseen');
  const sight = isOverdue ? before.slack.sight : known;
  const { sight: _, ...earlier } = before.slack;
  return {
    ...history,
    slack: { ...owed(slack, earlier, failed), ...(sight === undefined ? {} : { sight }) },
  };
}

function readHistory({ files }: Snapshot, options: RefreshOptions): History {
  const text = files.get(historyFile);
  if (text === undefined) return emptyHistory;
  const parsed = parseHistory(text, historyFile, options.restoreHint);
  if (parsed.ok) return parsed.value;
  throw new ProblemsError(parsed.problems);
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
  const { pages } = await import('./html-pages.js');
  let old = emptyHistory;
  let history = emptyHistory;
  const change = (snapshot: S): Change => {
    const now = options.now();
    old = readHistory(snapshot, options);
    const updated = update(old);
    // A report of what cannot be seen would repeat the last one.
    const reports = updated.unseen === undefined ? options.reports : [];
    history = withReports(updated, reports, options.reportsDue ?? now.toISOString());
    if (sameHistory(old, history) && snapshot.pagesInDoubt !== true) return undefined;
    return {
      message: messageOf(old, history),
      files: pages(old, history, now),
    };
  };
  const { changed, commit } = await store.write(change, seen);
  return { old, history, fell: hasFallen(old, history), changed, commit };
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
  { tell, digest, sight }: News,
  { now, send, sendSight, dashboardUrl, warn, repository, stack }: RefreshOptions,
): Promise<News> {
  if (send === undefined) return noNews;
  const isSent = async (sent: Promise<SlackDelivery>): Promise<boolean> => {
    const delivery = await sent;
    if (!delivery.delivered) {
      warn(`the Slack message was not sent; the next run retries: ${delivery.reason}`);
    }
    return delivery.delivered;
  };
  const about = { repository, dashboardUrl, unseen: history.unseen, stack };
  const sending = sendSight ?? ((_news: SightNews, message: SlackMessage) => send(message));
  const sighted = sight === undefined || (await isSent(sending(sight, sightMessage(about))));
  const unsent = sighted ? undefined : sight;
  const { document } = history;
  if (document === undefined) return { ...noNews, sight: unsent };
  const message = tell === 'below' ? belowMessage : recoveryMessage;
  const announced =
    tell === undefined || (await isSent(send(message(document, dashboardUrl, stack))));
  const at = now().toISOString();
  // With the statistics of its trends it is in the part that draws pages.
  const { digestMessage } = await import('./html-pages.js');
  const digested =
    !digest || (await isSent(send(digestMessage(history, document, at, dashboardUrl))));
  return { tell: announced ? undefined : tell, digest: !digested, sight: unsent };
}
