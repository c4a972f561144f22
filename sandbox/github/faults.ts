import type { HttpFault } from '../faults';

/** What can go wrong with a request to the loopback GitHub. */
export type GitHubFault =
  | HttpFault
  /** The secondary rate limit: 403 with Retry-After in seconds. */
  | { readonly kind: 'secondaryLimit'; readonly retryAfter: number }
  /** The primary rate limit is used up: 403 with `x-ratelimit-remaining: 0`, until so many seconds from now. */
  | { readonly kind: 'primaryLimit'; readonly resetIn: number }
  /** Something else happens just before the request is handled, and is waited for. */
  | { readonly kind: 'meanwhile'; readonly act: () => Promise<void> }
  /** Someone else commits to the branch just before the request is handled. */
  | {
      readonly kind: 'staleHead';
      readonly owner: string;
      readonly repository: string;
      readonly branch: string;
    };
