import { GitHubError } from '../../adapters/github-error';

/** Thrown when there is no credential to ask GitHub with: someone has to act, and no attempt will help before. */
class CredentialError extends Error {
  override readonly name = 'CredentialError';

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`no GitHub credential: ${reason}`, { cause });
  }
}

/** A token, or a {@link CredentialError}; a limit, an outage or a lost connection stays what it is. */
export async function tokenOrRefusal(token: () => Promise<string>): Promise<string> {
  try {
    return await token();
  } catch (error) {
    throw isPassing(error) ? error : new CredentialError(error);
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof GitHubError) {
    const { status, retryAfterSeconds } = error;
    return retryAfterSeconds !== undefined || status === undefined || status >= 500;
  }
  const { $metadata, $retryable, name } = (error ?? {}) as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $retryable?: unknown;
    readonly name?: string;
  };
  // Of AWS: throttled, down, or not reached. Of fetch: not reached.
  return (
    $retryable !== undefined ||
    ($metadata?.httpStatusCode ?? 400) >= 500 ||
    ['ThrottlingException', 'TimeoutError', 'TypeError', 'AbortError'].includes(name ?? '')
  );
}

/** Whether the credential was refused, or could not be had at all. */
export function isCredentialRefused(error: unknown): boolean {
  if (error instanceof CredentialError) return true;
  if (error instanceof GitHubError) return error.status === 401;
  return error instanceof Error && error.cause !== undefined && isCredentialRefused(error.cause);
}
