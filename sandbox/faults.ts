/** Which requests a fault hits. Every given part must match. */
interface FaultMatch {
  readonly method?: string;
  /** Percent-decoded path without the query; with the loopback GitHub also without the `/api/v3` prefix. */
  readonly path?: string | RegExp;
  /** Found in the request's body text, such as a GraphQL mutation's name. */
  readonly body?: RegExp;
}

/** Whether the request has taken effect when it fails; `before` by default. */
export type FaultMoment = 'before' | 'after';

/** What can go wrong with any HTTP request. */
export type HttpFault =
  /** Answers with this status, such as 409, 422 or 502, instead of the true answer. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: FaultMoment;
    }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Resets the connection without an answer. */
  | { readonly kind: 'drop'; readonly when?: FaultMoment }
  /** Never answers: the client's own timeout must end it. */
  | { readonly kind: 'hang'; readonly when?: FaultMoment }
  /** Takes effect, announces the whole answer, sends half of its bytes and closes the connection. */
  | { readonly kind: 'truncate' };

export interface Fault<Effect extends { readonly kind: string }> {
  readonly match: FaultMatch;
  readonly effect: Effect;
  /** How many matching requests go through unharmed first; 0 by default, `n - 1` to hit the nth. */
  readonly skip?: number;
  /** How many requests it hits; 1 by default, `Infinity` for all. */
  readonly times?: number;
}

/**
 * Faults waiting for their requests. One request takes the effects of every fault that matches it.
 *
 * @example The second creation of a tree works, but its answer is lost:
 * ```ts
 * github.faults.add({
 *   match: { method: 'POST', path: /\/git\/trees$/ },
 *   effect: { kind: 'drop', when: 'after' },
 *   skip: 1,
 * });
 * ```
 */
export class FaultList<Effect extends { readonly kind: string }> {
  private readonly waiting: { fault: Fault<Effect>; skip: number; left: number }[] = [];

  add(...faults: readonly Fault<Effect>[]): void {
    for (const fault of faults)
      this.waiting.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting.length = 0;
  }

  /** Faults that have hits left: none, when a test has met everything it set up. */
  pending(): readonly Fault<Effect>[] {
    return this.waiting.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** Takes the effects for a request, using up one hit of each fault. */
  take(request: { method: string; path: string; body: string }): readonly Effect[] {
    const effects: Effect[] = [];
    for (const entry of this.waiting) {
      if (entry.left <= 0 || !matches(entry.fault.match, request)) continue;
      if (entry.skip > 0) entry.skip -= 1;
      else {
        entry.left -= 1;
        effects.push(entry.fault.effect);
      }
    }
    return effects;
  }
}

function matches(
  match: FaultMatch,
  request: { method: string; path: string; body: string },
): boolean {
  const { method, path, body } = match;
  if (method !== undefined && method !== request.method) return false;
  if (typeof path === 'string' && path !== request.path) return false;
  if (path instanceof RegExp && request.path.search(path) === -1) return false;
  return body === undefined || request.body.search(body) !== -1;
}
