import {
  nextState,
  settled,
  type Announcement,
  type SmokeState,
} from '../../../core/smoke/announce';
import type { SmokeCheck } from '../../../core/smoke/check';
import type { SmokeDefinition } from '../../../core/smoke/definition';
import type { SmokeContext } from '../../../core/smoke/report';
import { runSmoke, type SmokePorts } from '../../../core/smoke/run';
import {
  failedMessage,
  recoveredMessage,
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

/** What a monitor needs of the world. */
export interface MonitorPorts extends SmokePorts {
  readonly store: StateStore;
  readonly measured: (verdict: SmokeVerdict) => void;
  /** Undefined where Slack gets no messages. Gives whether the message was delivered. */
  readonly send: ((message: SlackMessage) => Promise<boolean>) | undefined;
  readonly now: () => Date;
}

/** Times the state is read again because another run was faster. */
const maximumRereads = 5;

/**
 * One scheduled run from inside the network: every check, the metrics, and Slack once for each change. The metrics come
 * first: nothing that fails later can make a sick service look silent.
 */
export async function monitor(
  definition: SmokeDefinition,
  secrets: ReadonlySet<string>,
  place: SmokeContext,
  ports: MonitorPorts,
): Promise<SmokeVerdict> {
  const isPossible = (check: SmokeCheck): boolean =>
    secretsOf(check).every((name) => secrets.has(name));
  const possible = definition.checks.filter(isPossible);
  const ran = await runSmoke({ ...definition, checks: possible }, 'inside', ports);
  const leftOut = definition.checks.filter((check) => !isPossible(check)).map(({ name }) => name);
  const verdict = { ...ran, leftOut };
  ports.measured(verdict);
  if (ports.send !== undefined) await announce(verdict, place, ports, ports.send);
  return verdict;
}

/** Names of the secrets that a check cannot do without. */
function secretsOf(check: SmokeCheck): readonly string[] {
  if (check.probe !== 'http') return [];
  return Object.values(check.headers).flatMap((value) =>
    typeof value === 'string' ? [] : [value.secret],
  );
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
