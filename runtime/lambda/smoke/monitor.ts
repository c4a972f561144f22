import { defaultAlerts, isQuiet, type SmokeAlerts } from '../../../core/smoke/alerts';
import {
  firstState,
  nextState,
  settled,
  type RunFact,
  type SmokeState,
  type SmokeThread,
} from '../../../core/smoke/announce';
import { secretsOf, type SmokeCheck } from '../../../core/smoke/check';
import type { SmokeDefinition } from '../../../core/smoke/definition';
import { threadElsewhere, type RegionState } from '../../../core/smoke/region-state';
import type { SmokeContext } from '../../../core/smoke/report';
import { runSmoke, type SmokePorts } from '../../../core/smoke/run';
import {
  newsMessage,
  uncheckedMessage,
  type SlackMessage,
} from '../../../core/smoke/slack-message';
import type { SmokeVerdict } from '../../../core/smoke/verdict';
import type { SlackDelivery } from '../../adapters/slack';
import type { BotReply } from '../../adapters/slack-bot';

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

type Send = (message: SlackMessage, reply?: BotReply) => Promise<SlackDelivery>;

/** What a monitor needs of the world. */
export interface MonitorPorts extends SmokePorts {
  readonly store: StateStore;
  readonly measured: (verdict: MonitorVerdict) => void;
  /** Called with whether the deployment counts as failing; not while nothing is to be reported of a failure. */
  readonly failing: (failing: boolean) => void;
  /** Undefined where Slack gets no messages. `reply`: the thread that it belongs to. */
  readonly send: Send | undefined;
  /** Whether the deployment counts as failing in the other regions, as they last saw it. */
  readonly elsewhere: () => Promise<readonly RegionState[]>;
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
    secretsOf(check).filter((name) => !secrets.read.has(name));
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
  // Where nothing could be run there is no verdict to follow.
  if (ran.results.length > 0)
    await follow(verdict, definition.alerts ?? defaultAlerts, place, ports);
  if (ports.send !== undefined) await announceUnchecked(verdict, place, ports, ports.send);
  return verdict;
}

/** Keeps the state, tells Slack what is news, and says whether the deployment counts as failing. */
async function follow(
  verdict: MonitorVerdict,
  alerts: SmokeAlerts,
  place: SmokeContext,
  ports: MonitorPorts,
): Promise<void> {
  const now = ports.now().toISOString();
  // Without a state the verdict of this run is all there is.
  let failing = !verdict.passed;
  try {
    failing = await announce(verdict, { passed: verdict.passed, now, alerts }, place, ports);
  } finally {
    if (!failing || !isQuiet(alerts, now)) ports.failing(failing);
  }
}

/** Gives whether the deployment counts as failing. */
async function announce(
  verdict: SmokeVerdict,
  run: RunFact,
  place: SmokeContext,
  { store, send, elsewhere }: MonitorPorts,
): Promise<boolean> {
  for (let reread = 0; reread <= maximumRereads; reread += 1) {
    const seen = await store.read();
    const next = nextState(seen.state, run);
    const { failing } = next;
    const tell = send === undefined ? undefined : next.tell;
    const state =
      tell === undefined && next.tell !== undefined ? settled(next.state, false) : next.state;
    if (JSON.stringify(state) === JSON.stringify(seen.state)) return failing;
    const version = await store.write(state, seen.version);
    if (version === undefined) continue;
    if (tell === undefined || send === undefined) return failing;
    const since = state.failingSince ?? seen.state?.failingSince ?? seen.state?.since;
    const others = await elsewhere();
    const thread = state.thread ?? threadElsewhere(others);
    const message = newsMessage(tell, verdict, { ...place, elsewhere: others }, since);
    // The end of the incident is for all who saw its beginning; one region's is not while another one fails.
    const broadcast = tell === 'recovered' && others.every(({ failing }) => failing !== true);
    const delivery = await send(message, replyTo(thread, broadcast));
    const posted = delivery.delivered ? delivery.posted : undefined;
    // Overtaken here means that a newer run has spoken meanwhile: what it stored says all there is to say.
    await store.write(settled(state, delivery.delivered, posted), version);
    return failing;
  }
  throw new Error(`other writers changed the state ${maximumRereads + 1} times in a row`);
}

function replyTo(thread: SmokeThread | undefined, broadcast: boolean): BotReply | undefined {
  return thread === undefined ? undefined : { thread, broadcast };
}

/** Tells the channel once that checks cannot be run, and once that all can again. */
async function announceUnchecked(
  { unchecked, passed }: MonitorVerdict,
  place: SmokeContext,
  { store, now }: MonitorPorts,
  send: Send,
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
  if ((await send(uncheckedMessage(unchecked, place))).delivered) return;
  await store.write(known.length === 0 ? before : { ...before, unchecked: known }, version);
}
