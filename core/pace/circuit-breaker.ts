/** How one attempt of a request ended, as far as it tells whether the server works. */
export type AttemptEnd =
  /** It answered, whatever it said. */
  | 'answered'
  /** It answered with a status from 500 on. */
  | 'failing'
  /** The connection was refused or lost. */
  | 'unreachable'
  /** It did not begin to answer in time. */
  | 'silent';

/**
 * How much an attempt tells. One that hangs costs most and is hardly ever by chance; an answer with 500 may be about one
 * request alone.
 */
const strikes: Readonly<Record<AttemptEnd, number>> = {
  answered: 0,
  failing: 1,
  unreachable: 2,
  silent: 5,
};

/** Strikes in a row after which nothing more is sent: two attempts that hang, five lost connections, ten failures. */
const opensAt = 10;

/** Milliseconds after which one request tries whether the server works again. */
const coolDownMs = 30_000;

/**
 * Stops requests to a server that does not work, so that it costs the time of the first few and not of every one.
 *
 * - closed: requests go out; enough attempts in a row that tell of trouble open it.
 * - open: nothing goes out for half a minute.
 * - half-open: one request goes out. Its answer closes the breaker, its failure opens it again.
 *
 * Times are milliseconds on a clock that is never set back, and are passed in.
 */
export class CircuitBreaker {
  private count = 0;
  private openedAt: number | undefined;
  private probedAt: number | undefined;

  /** Whether a request may go out. While the breaker is half-open the first one that asks is the probe. */
  admits(now: number): boolean {
    if (this.remainingMs(now) > 0) return false;
    if (this.openedAt !== undefined) this.probedAt = now;
    return true;
  }

  /** Milliseconds until {@link admits} says yes again; 0 where it does now. */
  remainingMs(now: number): number {
    // A probe that nothing was ever heard of must not keep the breaker open for good.
    const since = this.probedAt ?? this.openedAt;
    return since === undefined ? 0 : Math.max(0, since + coolDownMs - now);
  }

  report(end: AttemptEnd, now: number): void {
    if (end === 'answered') {
      this.count = 0;
      this.openedAt = undefined;
      this.probedAt = undefined;
      return;
    }
    this.count += strikes[end];
    const isProbe = this.probedAt !== undefined;
    if (!isProbe && this.count < opensAt) return;
    // What was sent before the breaker opened tells nothing new, and does not prolong it.
    if (this.openedAt !== undefined && !isProbe) return;
    this.openedAt = now;
    this.probedAt = undefined;
  }
}
