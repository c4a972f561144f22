interface Window {
  used: number;
  /** Epoch seconds. */
  readonly reset: number;
}

export interface RateLimitState {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: number;
}

export type RateResource = 'core' | 'graphql';

/**
 * The primary rate limit, per token and resource, in windows of an hour. A conditional request answered with 304 is free.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export class RateLimiter {
  private readonly windows = new Map<string, Window>();

  constructor(
    readonly limit: number,
    private readonly clock: () => Date,
  ) {}

  state(token: string, resource: RateResource): RateLimitState {
    const { used, reset } = this.window(token, resource);
    return { limit: this.limit, used, remaining: Math.max(0, this.limit - used), reset };
  }

  count(token: string, resource: RateResource): void {
    this.window(token, resource).used += 1;
  }

  headers(token: string, resource: RateResource): Record<string, string> {
    const { limit, used, remaining, reset } = this.state(token, resource);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': resource,
    };
  }

  private window(token: string, resource: RateResource): Window {
    const key = `${resource} ${token}`;
    const now = Math.floor(this.clock().getTime() / 1000);
    const known = this.windows.get(key);
    if (known !== undefined && known.reset > now) return known;
    const fresh = { used: 0, reset: now + 3600 };
    this.windows.set(key, fresh);
    return fresh;
  }
}
