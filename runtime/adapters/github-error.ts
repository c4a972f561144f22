/** A request to GitHub that failed for good. The message names route and status and carries no token. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** Set when a rate limit stopped the request: seconds after which GitHub may be asked again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly route: string,
    readonly status: number | undefined,
    detail: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    const what = status === undefined ? '' : ` answered ${status}`;
    super(`GitHub: ${route}${what}: ${detail}${hint(status)}`, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

function hint(status: number | undefined): string {
  if (status === 401) return '; the token is wrong or has expired';
  // Of a job and of a function alike: neither knows here which of the two it is.
  if (status === 403) return '; the token lacks a permission that this request needs';
  return '';
}
