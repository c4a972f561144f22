/** At most so much within any span of time. */
export interface WindowLimit {
  readonly most: number;
  readonly spanMs: number;
}

/**
 * Gives starts to requests so that no span of time holds more than a limit allows. Starts are given in the order in which
 * they are asked for. Times are milliseconds on a clock that is never set back, and are passed in.
 */
export class SlidingWindow {
  private readonly taken: { readonly at: number; readonly cost: number }[] = [];
  private sum = 0;

  constructor(private readonly limit: WindowLimit) {}

  /**
   * Earliest start of a request, not before `now` and not before that of one that was taken.
   * @param cost at most what the limit allows in all.
   */
  earliest(now: number, cost: number): number {
    const { most, spanMs } = this.limit;
    let at = Math.max(now, this.taken.at(-1)?.at ?? now);
    let held = this.sum;
    for (const one of this.taken) {
      if (one.at > at - spanMs && held + cost <= most) return at;
      // Either it has left the span by then, or the start waits until it has.
      at = Math.max(at, one.at + spanMs);
      held -= one.cost;
    }
    return at;
  }

  /** Takes a start that {@link earliest} allows. */
  take(at: number, cost: number): void {
    this.taken.push({ at, cost });
    this.sum += cost;
    for (let first = this.taken[0]; first !== undefined; first = this.taken[0]) {
      if (first.at > at - this.limit.spanMs) return;
      this.taken.shift();
      this.sum -= first.cost;
    }
  }
}
