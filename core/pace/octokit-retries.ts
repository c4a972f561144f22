/** An answer, as far as it tells whether the server worked. */
interface Answered {
  readonly data?: unknown;
}

interface Retries {
  /** Attempts after the first one. */
  readonly most: number;
  /** Milliseconds before the second attempt; before the third it is four times as long, before the next nine times. */
  readonly baseMs: number;
  /** Statuses that another attempt would not change. */
  readonly final: readonly number[];
  readonly wait: (ms: number) => Promise<unknown>;
}

/** GitHub's words for a query that it gave up, which come with status 200. */
const gaveUp = /Something went wrong while executing your query/;

/**
 * Repeats a request that failed at the server or in the network. Octokit's own plugin makes a queue with timers for each
 * request, which takes longer than a request to a near server.
 *
 * @param request the options of the request, for the error of a query that GitHub gave up.
 * @throws the last attempt's error. One without a request is final: it was not sent, such as through a breaker that is open.
 */
export async function repeated<A extends Answered>(
  { most, baseMs, final, wait }: Retries,
  request: object,
  send: () => A | Promise<A>,
): Promise<A> {
  for (let count = 0; ; count += 1) {
    try {
      const answer = await send();
      refuseGivenUp(answer, request);
      return answer;
    } catch (error) {
      const { request: sent, status } = (error ?? {}) as {
        readonly request?: unknown;
        readonly status?: unknown;
      };
      const isPassing = sent !== undefined && typeof status === 'number' && !final.includes(status);
      if (!isPassing || count >= most) throw error;
      await wait((count + 1) ** 2 * baseMs);
    }
  }
}

/** @throws an error in the form of Octokit's, of a server that failed. */
function refuseGivenUp(answer: Answered, request: object): void {
  const { errors } = (answer.data ?? {}) as { readonly errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  const { message } = (first ?? {}) as { readonly message?: unknown };
  if (typeof message !== 'string' || !gaveUp.test(message)) return;
  throw Object.assign(new Error(message), { status: 500, request, response: answer });
}
