/** A request to GitHub that failed for good. The message names route and status and carries no token. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';

  constructor(
    readonly route: string,
    readonly status: number | undefined,
    detail: string,
    options?: ErrorOptions,
  ) {
    const what = status === undefined ? '' : ` answered ${status}`;
    super(`GitHub: ${route}${what}: ${detail}${hint(status)}`, options);
  }
}

function hint(status: number | undefined): string {
  if (status === 401) return '; the token is wrong or has expired';
  if (status === 403) return '; does the job have the permissions that action.yml names?';
  return '';
}
