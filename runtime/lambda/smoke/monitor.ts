import {
  firstState,
  nextState,
  settled,
  type Announcement,
  type SmokeState,
} from '../../../core/smoke/announce';
import { headerSecrets, type SmokeCheck } from '../../../core/smoke/check';
import type { SmokeDefinition } from '../../../core/smoke/definition';
import type { SmokeContext } from '../../../core/smoke/report';
import { runSmoke, type SmokePorts } from '../../../core/smoke/run';
import {
  failedMessage,
  recoveredMessage,
  uncheckedMessage,
  type SlackMessage,
} from '../../../core/smoke/slack-message';
import type { SmokeVerdict } from '../../../core/smoke/verdict';

/** A state as it is stored; `version` makes sure that no newer one is overwritten. */
interface StoredState {
  /** Undefined when there is none, or none that can be read. */
  readonly state: SmokeState | undefined;
  readonly version: string | undefined;
}

interface StateStore {
  readonly read: () => Promise<StoredState>;
  /** Gives the new version; undefined when another one was stored since `over` was read. */
  readonly write: (state: SmokeState, over: string | undefined) => Promise<string | undefined>;
}

/** Secrets that checks need: their names, and of those that cannot be read the reason. */
export interface SecretsAtHand {
  readonly read: ReadonlySet<string>;
  readonly unreadable: ReadonlyMap<string, string>;
}

/** A check that cannot be run here, and why. */
export interface Unchecked {
  readonly check: string;
  readonly reason: string;
}

/** A verdict, and what it says nothing about. */
export interface MonitorVerdict extends SmokeVerdict {
  readonly unchecked: readonly Unchecked[];
}

/** What a monitor needs of the world. */
export interface MonitorPorts extends SmokePorts {
  readonly store: StateStore;
  readonly measured: (verdict: MonitorVerdict) => void;
  /** Undefined where Slack gets no messages. Gives whether the message was delivered. */
  readonly send: ((message: SlackMessage) => Promise<boolean>) | undefined;
  readonly now: () => Date;
}

/** Times the state is read again because another run was faster. */
const maximumRereads = 5;

/**
 * One scheduled run from inside the network: every check that can be run, the metrics, and Slack once for each change.
 * The metrics come first: nothing that fails later can make a sick service look silent. A check without its secret is
 * named, never taken for one that passed.
 */
export async function monitor(
  definition: SmokeDefinition,
  secrets: SecretsAtHand,
  place: SmokeContext,
  ports: MonitorPorts,
): Promise<MonitorVerdict> {
  const lacking = (check: SmokeCheck): readonly string[] =>
    headerSecrets(check).filter((name) => !secrets.read.has(name));
  const possible = definition.checks.filter((check) => lacking(check).length === 0);
  const ran = await runSmoke({ ...definition, checks: possible }, 'inside', ports);
  const unchecked = definition.checks.flatMap((check) => {
    const reasons = lacking(check).map(
      (name) => `the secret ${name} ${secrets.unreadable.get(name) ?? 'is not configured'}`,
    );
    return reasons.length === 0 ? [] : [{ check: check.name, reason: reasons.join('; ') }];
  });
  const verdict = { ...ran, leftOut: unchecked.map(({ check }) => check), unchecked };
  ports.measured(verdict);
  if (ports.send !== undefined) {
    // Where nothing could be run there is no verdict to announce.
    if (ran.results.length > 0) await announce(verdict, place, ports, ports.send);
    await announceUnchecked(verdict, place, ports, ports.send);
  }
  return verdict;
}

async function announce(
  verdict: SmokeVerdict,
  place: SmokeContext,
  { store, now }: MonitorPorts,
  send: (message: SlackMessage) => Promise<boolean>,
): Promise<void> {
  for (let reread = 0; reread <= maximumRereads; reread += 1) {
    const seen = await store.read();
    const { state, tell } = nextState(seen.state, verdict.passed, now().toISOString());
    if (JSON.stringify(state) === JSON.stringify(seen.state)) return;
    const version = await store.write(state, seen.version);
    if (version === undefined) continue;
    if (tell === undefined) return;
    const delivered = await send(messageOf(tell, verdict, place, seen.state?.since));
    // Overtaken here means that a newer run has spoken meanwhile: what it stored says all there is to say.
    await store.write(settled(state, delivered), version);
    return;
  }
  throw new Error(`other writers changed the state ${maximumRereads + 1} times in a row`);
}

/** Tells the channel once that checks cannot be run, and once that all can again. */
async function announceUnchecked(
  { unchecked, passed }: MonitorVerdict,
  place: SmokeContext,
  { store, now }: MonitorPorts,
  send: (message: SlackMessage) => Promise<boolean>,
): Promise<void> {
  const names = unchecked.map(({ check }) => check);
  const seen = await store.read();
  const known = seen.state?.unchecked ?? [];
  if (JSON.stringify(names) === JSON.stringify(known)) return;
  const { unchecked: _, ...before } = seen.state ?? firstState(passed, now().toISOString());
  const state = names.length === 0 ? before : { ...before, unchecked: names };
  // Overtaken: the run that was faster has seen the same.
  const version = await store.write(state, seen.version);
  if (version === undefined) return;
  if (await send(uncheckedMessage(unchecked, place))) return;
  await store.write(known.length === 0 ? before : { ...before, unchecked: known }, version);
}

function messageOf(
  tell: Announcement,
  verdict: SmokeVerdict,
  place: SmokeContext,
  since: string | undefined,
): SlackMessage {
  return tell === 'failed'
    ? failedMessage(verdict, place)
    : recoveredMessage(verdict, place, since);
}
