import * as z from 'zod/mini';

/** News about a deployment for a channel. */
export type Announcement = 'failed' | 'recovered';

/** What is remembered between two runs, so that a channel hears of each change once. */
export const smokeStateSchema = z.object({
  passed: z.boolean(),
  /** When the verdict became what it is, ISO 8601. */
  since: z.string(),
  /** What the channel knows. */
  announced: z.enum(['nothing', 'failed', 'recovered']),
  /** Names of the checks that the channel knows cannot be run. */
  unchecked: z.optional(z.array(z.string())),
  /** A message that someone is about to send. */
  claim: z.optional(z.object({ tell: z.enum(['failed', 'recovered']), at: z.string() })),
});
export type SmokeState = z.infer<typeof smokeStateSchema>;

/** What is remembered before anything was announced. */
export function firstState(passed: boolean, now: string): SmokeState {
  return { passed, since: now, announced: 'nothing' };
}

/** After so many minutes whoever claimed a message is taken to have died before it was sent. */
const claimMinutes = 15;

export interface Next {
  readonly state: SmokeState;
  /** The message to send, once the state with the claim is stored. */
  readonly tell: Announcement | undefined;
}

/**
 * The state after a run, and whether to notify the channel. A failure is news when the channel does not know of
 * one, a recovery only when it does: a failure and a recovery that both could not be sent cancel each other out, and good
 * news about nothing is noise. The claim is stored before the message is sent: of two runs that see the same change
 * only the one whose write succeeds has something to tell, and a claim whose owner died is taken over later.
 */
export function nextState(before: SmokeState | undefined, passed: boolean, now: string): Next {
  const since = before?.passed === passed ? before.since : now;
  const claim = before?.claim;
  const isFresh =
    claim !== undefined && Math.abs(Date.parse(now) - Date.parse(claim.at)) < claimMinutes * 60_000;
  const announced = before?.announced ?? 'nothing';
  const known = isFresh ? claim.tell : announced;
  const state: Announcement = passed ? 'recovered' : 'failed';
  const isNews = known !== state && !(passed && known === 'nothing');
  if (isNews) {
    return { state: { passed, since, announced, claim: { tell: state, at: now } }, tell: state };
  }
  return { state: { passed, since, announced, ...(isFresh ? { claim } : {}) }, tell: undefined };
}

/** The state once a claimed message was sent or could not be. */
export function settled(state: SmokeState, delivered: boolean): SmokeState {
  const { claim, ...rest } = state;
  return delivered && claim !== undefined ? { ...rest, announced: claim.tell } : rest;
}
