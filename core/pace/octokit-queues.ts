const lane = {
  schedule: async <A extends readonly unknown[], T>(
    _job: object,
    task: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T> => task(...args),
};

/** Lets everything through. The throttling asks for the class of its scheduling library, of which it calls just this. */
const unpacedGroup = { key: () => lane };

/** Milliseconds after which an attempt is made again; anything else: the failure is final. */
type AfterFailure = (
  error: unknown,
  info: { readonly args: readonly unknown[]; readonly retryCount: number },
) => unknown;

/**
 * Repeats what failed as long as a listener wants it to, in place of a queue of Octokit's throttling. That one goes by the
 * system's clock: set back, it would hold the next request for as long.
 */
export class RetryQueue {
  private failed: AfterFailure | undefined;

  constructor(private readonly wait: (ms: number) => Promise<unknown>) {}

  /** The throttling listens to `failed` alone. */
  on(event: string, listener: AfterFailure): void {
    if (event === 'failed') this.failed = listener;
  }

  async schedule<A extends readonly unknown[], T>(
    task: (...args: A) => Promise<T>,
    ...args: A
  ): Promise<T> {
    for (let retryCount = 0; ; retryCount += 1) {
      try {
        return await task(...args);
      } catch (error) {
        const after = await this.askedAgain(error, { args, retryCount });
        if (after === undefined) throw error;
        await this.wait(after);
      }
    }
  }

  /** A listener that fails itself, such as over a failure without an answer, wants no further attempt. */
  private async askedAgain(...failure: Parameters<AfterFailure>): Promise<number | undefined> {
    try {
      const after = await this.failed?.(...failure);
      return typeof after === 'number' ? after : undefined;
    } catch {
      return undefined;
    }
  }
}

/**
 * The queues of Octokit's throttling, for one client. Its own know neither what a GraphQL request does nor which repository it
 * is for, hold each for a second, and go by the system's clock; the limiter has given every request its turn before.
 */
export const octokitQueues = (wait: (ms: number) => Promise<unknown>) => ({
  ...{ global: unpacedGroup, auth: unpacedGroup, search: unpacedGroup },
  ...{ write: unpacedGroup, notifications: unpacedGroup },
  retryLimiter: new RetryQueue(wait),
});
