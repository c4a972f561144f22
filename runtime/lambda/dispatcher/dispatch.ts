import type { BatchEntry, FailedEntry } from '../../adapters/queue-sender';
import { mostMessages } from '../../../core/readiness/announce';
import type { Fleet } from '../../../core/readiness/fleet';
import type { FleetReport, ScheduledRun, WorkMessage } from '../work-message';

/** Sends at most ten messages; gives back those the queue did not take. */
type SendBatch = (entries: readonly BatchEntry[]) => Promise<readonly FailedEntry[]>;

export interface DispatchPorts {
  readonly send: SendBatch;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Thrown when messages could not be sent. The scheduler's retry sends all of them again; workers know what is done. */
class DispatchError extends Error {
  override readonly name = 'DispatchError';

  constructor(failed: readonly FailedEntry[], total: number) {
    const reasons = [...new Set(failed.map((one) => one.reason))].slice(0, 3).join('; ');
    super(`${failed.length} of ${total} repositories could not be queued: ${reasons}`);
  }
}

const batchSize = 10;
const attempts = 5;
const firstWaitMs = 100;

/** Seconds after which a fleet is reported on: its repositories are scored by then, unless GitHub's rate limit stops it. */
const reportDelaySeconds = 900;

/** Queues every repository of the fleet, and the report on all of them where one is due. @throws DispatchError when some could not be, after all others are. */
export async function dispatch(
  fleet: Fleet,
  run: ScheduledRun,
  ports: DispatchPorts,
): Promise<number> {
  const { stack, owner, repositories } = fleet;
  const shared = { version: 1, stack, owner, ...run } as const;
  const isLarge = repositories.length > mostMessages;
  const entries = repositories.map((repository, index): BatchEntry => {
    const message: WorkMessage = { ...shared, repository, ...(isLarge ? { digest: 'fleet' } : {}) };
    return { id: String(index), body: JSON.stringify(message) };
  });
  const failed: FailedEntry[] = [];
  for (let start = 0; start < entries.length; start += batchSize) {
    failed.push(...(await sendAll(entries.slice(start, start + batchSize), ports)));
  }
  if (isLarge && run.period !== 'daily') {
    const report: FleetReport = { ...shared, reportOn: repositories.map(({ name }) => name) };
    const entry = { id: 'report', body: JSON.stringify(report), delaySeconds: reportDelaySeconds };
    failed.push(...(await sendAll([entry], ports)));
  }
  if (failed.length > 0) throw new DispatchError(failed, entries.length);
  return entries.length;
}

/** Sends one batch, and what the queue did not take again, a little later each time. */
async function sendAll(
  entries: readonly BatchEntry[],
  { send, wait }: DispatchPorts,
): Promise<readonly FailedEntry[]> {
  const lost: FailedEntry[] = [];
  let left = entries;
  for (let attempt = 1; ; attempt += 1) {
    const failed = await send(left);
    lost.push(...failed.filter((one) => one.isOurs));
    const retried = failed.filter((one) => !one.isOurs);
    if (retried.length === 0) return lost;
    if (attempt === attempts) return [...lost, ...retried];
    const ids = new Set(retried.map((one) => one.id));
    left = left.filter((entry) => ids.has(entry.id));
    await wait(firstWaitMs * 2 ** (attempt - 1));
  }
}
