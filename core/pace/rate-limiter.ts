import { type PaceLimits } from './pace-limits';
import { pointsOf, type RequestCost } from './request-kind';
import { SlidingWindow } from './sliding-window';

/** Time, passed in. */
export interface Clock {
  /** Milliseconds on a clock that is never set back. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** A request that waits for its turn. */
export interface PacedRequest extends RequestCost {
  /** Writes to one repository go out one after the other. Undefined: to none in particular. */
  readonly repository: string | undefined;
}

export interface Turn {
  /** Called before a wait of more than a few seconds. */
  readonly onWait?: ((seconds: number) => void) | undefined;
  /** Time on the clock after which the request is not wanted any more. Default: never. */
  readonly before?: number | undefined;
}

/** A request whose turn would come too late. */
export class TooLate extends Error {
  override readonly name = 'TooLate';

  /** @param seconds that the request would have to wait. */
  constructor(readonly seconds: number) {
    super(`the turn comes in ${String(seconds)} seconds`);
  }
}

/** Waits of less than this, milliseconds, are no news. */
const noticedMs = 5_000;

/**
 * One queue for the requests of one credential. Reads wait for nothing but GitHub's points; writes also for the pause
 * after the one before, the limits on new content, and the end of the last write to the same repository.
 */
export class RateLimiter {
  private readonly writes: readonly SlidingWindow[];
  private readonly content: readonly SlidingWindow[];
  private readonly points: Readonly<Record<RequestCost['api'], readonly SlidingWindow[]>>;
  private readonly lanes = new Map<string, Promise<unknown>>();

  constructor(
    limits: PaceLimits,
    private readonly clock: Clock,
  ) {
    const windows = (all: PaceLimits['writes']): readonly SlidingWindow[] =>
      all.map((limit) => new SlidingWindow(limit));
    this.writes = windows(limits.writes);
    this.content = windows(limits.content);
    this.points = { rest: windows(limits.points.rest), graphql: windows(limits.points.graphql) };
  }

  /**
   * Runs a request when its turn has come.
   * @throws TooLate when that would be after `before`; nothing is sent then.
   */
  async run<T>(request: PacedRequest, turn: Turn, task: () => Promise<T>): Promise<T> {
    const isWrite = request.kind === 'content' || request.kind === 'write';
    const start = async (): Promise<T> => {
      if (isWrite) {
        const windows =
          request.kind === 'content' ? [...this.writes, ...this.content] : this.writes;
        await this.take(windows, 1, turn);
      }
      await this.take(this.points[request.api], pointsOf(request), turn);
      return task();
    };
    return isWrite && request.repository !== undefined
      ? this.inLane(request.repository, start)
      : start();
  }

  private async inLane<T>(repository: string, start: () => Promise<T>): Promise<T> {
    const before = this.lanes.get(repository) ?? Promise.resolve();
    const own = before.then(start, start);
    const settled = own.catch(() => undefined);
    this.lanes.set(repository, settled);
    try {
      return await own;
    } finally {
      if (this.lanes.get(repository) === settled) this.lanes.delete(repository);
    }
  }

  private async take(windows: readonly SlidingWindow[], cost: number, turn: Turn): Promise<void> {
    const now = this.clock.now();
    let at = now;
    for (let earlier = -1; earlier !== at;) {
      earlier = at;
      at = windows.reduce((start, window) => window.earliest(start, cost), at);
    }
    const seconds = Math.ceil((at - now) / 1_000);
    if (turn.before !== undefined && at > turn.before) throw new TooLate(seconds);
    for (const window of windows) window.take(at, cost);
    if (at - now >= noticedMs) turn.onWait?.(seconds);
    if (at > now) await this.clock.wait(at - now);
  }
}
