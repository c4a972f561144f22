/** Which requests a fault hits. Every given part must match. */
export interface FaultMatch {
  readonly method?: string;
  /** Path without the `/api/v3` prefix and without the query. */
  readonly path?: string | RegExp;
  /** Found in the request's body text, such as a GraphQL mutation's name. */
  readonly body?: RegExp;
}

export type FaultEffect =
  /** Answers with this status instead of doing anything. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** GitHub's secondary rate limit: 403 with Retry-After in seconds. */
  | { readonly kind: 'secondaryLimit'; readonly retryAfter: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Closes the connection without an answer, before or after the request has taken effect. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** Does the work and sends the first half of the answer's JSON. */
  | { readonly kind: 'truncate' }
  /** Somebody else commits to the branch just before the request is handled. */
  | {
      readonly kind: 'staleHead';
      readonly owner: string;
      readonly repository: string;
      readonly branch: string;
    };

export interface Fault {
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  /** How many requests it hits; 1 by default. */
  readonly times?: number;
}

/** Faults waiting for their requests. One request takes the effects of every fault that matches it. */
export class FaultList {
  private readonly waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting.length = 0;
  }

  /** Takes the effects for a request, using up one hit of each fault. */
  take(request: { method: string; path: string; body: string }): readonly FaultEffect[] {
    const hits = this.waiting.filter(
      ({ fault, left }) => left > 0 && matches(fault.match, request),
    );
    for (const hit of hits) hit.left -= 1;
    return hits.map(({ fault }) => fault.effect);
  }
}

function matches(
  match: FaultMatch,
  request: { method: string; path: string; body: string },
): boolean {
  const { method, path, body } = match;
  if (method !== undefined && method !== request.method) return false;
  if (typeof path === 'string' && path !== request.path) return false;
  if (path instanceof RegExp && !path.test(request.path)) return false;
  return body === undefined || body.test(request.body);
}
