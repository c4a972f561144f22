import * as z from 'zod/mini';
import { isQuiet, type SmokeAlerts } from './alerts';

/** What a channel knows of a deployment. */
type Announcement = 'failed' | 'recovered';

/** News about a deployment for a channel; `reminder`: the failure it knows of lasts. */
export type News = Announcement | 'reminder';

/** The message that an incident began with; all later ones are replies to it. https://docs.slack.dev/messaging#threading */
const threadSchema = z.object({
  /** Slack's id of the channel. */
  channel: z.string(),
  ts: z.string(),
});
export type SmokeThread = z.infer<typeof threadSchema>;

/** What is remembered between two runs, so that a channel hears of each change once. */
export const smokeStateSchema = z.object({
  passed: z.boolean(),
  /** When the verdict became what it is, ISO 8601. */
  since: z.string(),
  /** Runs in a row with this verdict, counted as far as it matters. */
  runs: z.optional(z.number()),
  /** Whether the deployment counts as failing: one run need not decide it. Default: what the verdict says. */
  failing: z.optional(z.boolean()),
  /** When the failure began. */
  failingSince: z.optional(z.string()),
  /** What the channel knows. */
  announced: z.enum(['nothing', 'failed', 'recovered']),
  /** When it last heard of the failure. */
  toldAt: z.optional(z.string()),
  /** Where the messages about the failure are; absent where a webhook sends them. */
  thread: z.optional(threadSchema),
  /** Names of the checks that the channel knows cannot be run. */
  unchecked: z.optional(z.array(z.string())),
  /** A message that someone is about to send. */
  claim: z.optional(
    z.object({ tell: z.enum(['failed', 'recovered', 'reminder']), at: z.string() }),
  ),
});
export type SmokeState = z.infer<typeof smokeStateSchema>;

/** Whether the deployment counted as failing. */
export function isFailing({ failing, passed }: SmokeState): boolean {
  return failing ?? !passed;
}

/** What is remembered before anything was announced. */
export function firstState(passed: boolean, now: string): SmokeState {
  return { passed, since: now, announced: 'nothing' };
}

/** After so many minutes whoever claimed a message is taken to have died before it was sent. */
const claimMinutes = 15;

/** What a run found, and when a failure is worth a message. */
export interface RunFact {
  readonly passed: boolean;
  /** ISO 8601. */
  readonly now: string;
  readonly alerts: SmokeAlerts;
}

export interface Next {
  readonly state: SmokeState;
  /** The message to send, once the state with the claim is stored. */
  readonly tell: News | undefined;
  /** Whether the deployment counts as failing. */
  readonly failing: boolean;
}

/**
 * The state after a run, and whether to notify the channel. A failure is news when the channel does not know of
 * one, a recovery only when it does: a failure and a recovery that both could not be sent cancel each other out, and good
 * news about nothing is noise. As many runs in a row as `alerts` says make a failure or end one, so that a service that
 * fails every other time is one failure; a failure that lasts is reported again, and nothing is while it is quiet. The
 * claim is stored before the message is sent: of two runs that see the same change only the one whose write
 * succeeds has something to tell, and a claim whose owner died is taken over later.
 */
export function nextState(before: SmokeState | undefined, run: RunFact): Next {
  const { now, alerts } = run;
  const outlook = outlookAfter(before, run);
  const claim = before?.claim;
  const isFresh =
    claim !== undefined && Math.abs(Date.parse(now) - Date.parse(claim.at)) < claimMinutes * 60_000;
  const announced = before?.announced ?? 'nothing';
  const told = { announced, ...(isFresh ? { claim } : {}) };
  const kept = {
    toldAt: before?.toldAt,
    thread: before?.thread,
    unchecked: before?.unchecked,
  };
  const state = (of: Pick<SmokeState, 'announced' | 'claim'>): SmokeState => ({
    ...outlook,
    ...(kept.toldAt === undefined ? {} : { toldAt: kept.toldAt }),
    ...(kept.thread === undefined ? {} : { thread: kept.thread }),
    ...(kept.unchecked === undefined ? {} : { unchecked: kept.unchecked }),
    ...of,
  });
  const { failing } = outlook;
  const known = isFresh ? channelKnows(claim.tell) : announced;
  const tell = isQuiet(alerts, now) ? undefined : newsOf(outlook, known, () => isDue(before, run));
  if (tell === undefined || (tell === 'reminder' && isFresh)) {
    return { state: state(told), tell: undefined, failing };
  }
  return { state: state({ announced, claim: { tell, at: now } }), tell, failing };
}

/** Verdict and failure after a run. */
function outlookAfter(
  before: SmokeState | undefined,
  { passed, now, alerts: { failAfter, recoverAfter } }: RunFact,
) {
  const isSame = before?.passed === passed;
  const since = isSame ? before.since : now;
  const enough = Math.max(failAfter, recoverAfter);
  // No further than it matters, or every run of a healthy service would change the state.
  const runs = Math.min(enough, isSame ? (before.runs ?? 1) + 1 : 1);
  const wasFailing = before !== undefined && isFailing(before);
  const failing = passed ? wasFailing && runs < recoverAfter : wasFailing || runs >= failAfter;
  const begun = wasFailing ? (before.failingSince ?? before.since) : since;
  return { passed, since, runs, failing, ...(failing ? { failingSince: begun } : {}) };
}

function channelKnows(news: News): Announcement {
  return news === 'recovered' ? 'recovered' : 'failed';
}

function newsOf(
  { failing, passed }: Pick<Next, 'failing'> & Pick<RunFact, 'passed'>,
  known: SmokeState['announced'],
  isReminderDue: () => boolean,
): News | undefined {
  if (!failing) return known === 'failed' ? 'recovered' : undefined;
  // A run that passed may be the beginning of the end: no failure is reported then.
  if (passed) return undefined;
  if (known !== 'failed') return 'failed';
  return isReminderDue() ? 'reminder' : undefined;
}

function isDue(before: SmokeState | undefined, { now, alerts }: RunFact): boolean {
  const told = before?.toldAt ?? before?.failingSince ?? before?.since ?? now;
  const hours = (Date.parse(now) - Date.parse(told)) / 3_600_000;
  return alerts.remindEveryHours > 0 && hours >= alerts.remindEveryHours;
}

/**
 * The state once a claimed message was sent or could not be.
 *
 * @param posted the thread that it is in, where Slack says so.
 */
export function settled(state: SmokeState, delivered: boolean, posted?: SmokeThread): SmokeState {
  const { claim, toldAt, thread, ...rest } = state;
  if (!delivered || claim === undefined)
    return {
      ...rest,
      ...(toldAt === undefined ? {} : { toldAt }),
      ...(thread === undefined ? {} : { thread }),
    };
  if (claim.tell === 'recovered') return { ...rest, announced: 'recovered' };
  const known = posted ?? thread;
  return {
    ...rest,
    announced: 'failed',
    toldAt: claim.at,
    ...(known === undefined ? {} : { thread: known }),
  };
}
