import { BodyTooLarge } from '../kernel/http';
import { CircuitBreaker } from './circuit-breaker';
import { Limiter } from './limiter';
import { paceLimitsOf } from './pace-limits';
import { type Clock, RateLimiter } from './rate-limiter';

/**
 * Milliseconds after which a server that has not begun to answer counts as silent. GitHub itself ends a request after ten
 * seconds.
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts
 */
export const silenceMs = 12_000;

/** Attempts that one server gets at once. GitHub refuses more than 100, of all clients together. */
const mostAtOnce = 10;

/**
 * A request that was not sent, because the server does not work. It has the one name of an error that Octokit does not try
 * again.
 */
export class ServerUnavailable extends Error {
  override readonly name = 'AbortError';

  constructor(apiUrl: string, remainingMs: number) {
    const seconds = Math.max(1, Math.ceil(remainingMs / 1_000));
    const status = /^https:\/\/api\.github\.com(?:\/|$)/.test(apiUrl)
      ? 'see https://www.githubstatus.com'
      : 'check the address, the network and the server';
    super(
      `${apiUrl} does not answer, so the request was not sent; the next one is tried in ${String(seconds)} s; ` +
        `${status}, then run the same command again: it goes on with what is missing`,
    );
  }
}

/** An answer as far as it tells whether the server works. */
interface Answered {
  readonly status: number;
}

/** What all clients of one server and one credential in a process share. */
export interface RequestControl {
  readonly limiter: RateLimiter;
  /** @throws ServerUnavailable while the server does not work: before anything is prepared for a request. */
  readonly check: () => void;
  /**
   * One attempt of a request.
   * @throws ServerUnavailable at once, while the server does not work.
   */
  readonly attempt: <T extends Answered>(send: () => Promise<T>) => Promise<T>;
}

/** The controls of one process: a breaker for each server, a queue for each credential of it. */
export class RequestControls {
  private readonly breakers = new Map<string, CircuitBreaker>();
  private readonly limiters = new Map<string, RateLimiter>();
  private readonly connections = new Map<string, Limiter>();

  constructor(private readonly clock: Clock) {}

  /** @param credential names it without being it, such as a hash. */
  of(apiUrl: string, credential: string): RequestControl {
    const breaker = kept(this.breakers, apiUrl, () => new CircuitBreaker());
    const limiter = kept(
      this.limiters,
      `${apiUrl} ${credential}`,
      () => new RateLimiter(paceLimitsOf(apiUrl), this.clock),
    );
    const connections = kept(this.connections, apiUrl, () => new Limiter(mostAtOnce));
    return {
      limiter,
      check: () => {
        const remaining = breaker.remainingMs(this.clock.now());
        if (remaining > 0) throw new ServerUnavailable(apiUrl, remaining);
      },
      attempt: (send) => connections.run(() => this.attempt(apiUrl, breaker, send)),
    };
  }

  private async attempt<T extends Answered>(
    apiUrl: string,
    breaker: CircuitBreaker,
    send: () => Promise<T>,
  ): Promise<T> {
    const { now } = this.clock;
    if (!breaker.admits(now())) throw new ServerUnavailable(apiUrl, breaker.remainingMs(now()));
    try {
      const answer = await send();
      breaker.report(answer.status >= 500 ? 'failing' : 'answered', now());
      return answer;
    } catch (error) {
      const isAnswer = error instanceof BodyTooLarge;
      const isSilent = (error as { readonly name?: unknown } | null)?.name === 'TimeoutError';
      breaker.report(isAnswer ? 'answered' : isSilent ? 'silent' : 'unreachable', now());
      throw error;
    }
  }
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
