import { BodyTooLarge, withoutSecrets } from '../../core/kernel/http';
import { isLimited, secondsToWait } from '../../core/kernel/rate-limit';
import { type FailureKind, GitHubFailure } from './failure';

/** An answer that does not have the documented form. */
export const notUnderstood = (what: string, cause?: unknown): GitHubFailure =>
  new GitHubFailure('uncertain', `GitHub: ${what}: unexpected response`, { cause });

/** Part of an Octokit error that says what came back. */
interface Answered {
  readonly status?: unknown;
  readonly response?: {
    readonly status?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}

const permissionHint =
  '; does the token have the permission? Files need contents: write, and workflows: write below .github/workflows';
/** An archived repository and single sign-on are no matter of permissions, whatever the status or type of the answer. */
function stateHint(detail: string): string {
  if (/\barchived\b/i.test(detail))
    return '; unarchive the repository, or remove it from the stack';
  if (/\bSAML\b|single sign-on|\bSSO\b/i.test(detail))
    return '; authorise the token for single sign-on in the organisation: Settings → Developer settings → Configure SSO';
  return '';
}
const forbiddenHint = (detail: string): string => stateHint(detail) || permissionHint;

const protectedHint =
  '; the branch is protected: deliver by pull request, or let the App bypass the rules';
const isRule = /rule violations|protected branch|changes must be made through a pull request/i;

/** The failure behind an answer that is no success, or behind a request that got none. */
export function httpFailure(
  what: string,
  error: unknown,
  secrets: readonly string[] = [],
): GitHubFailure {
  const { status: own, response } = (error ?? {}) as Answered;
  const status = own ?? response?.status;
  const detail = withoutSecrets(error instanceof Error ? error.message : String(error), secrets);
  const fail = (kind: FailureKind, hint = ''): GitHubFailure =>
    new GitHubFailure(kind, `GitHub: ${what}: ${detail}${hint}`, { cause: error });
  const headers = (response?.headers ?? {}) as Readonly<Record<string, string | undefined>>;
  if (typeof status === 'number' && isLimited(status, headers, detail))
    return fail('refused', `; run again in ${String(secondsToWait(headers, Date.now()))} seconds`);
  if (error instanceof Error && error.cause instanceof BodyTooLarge) return fail('refused');
  if (typeof status !== 'number' || status >= 500) return fail('uncertain');
  if (status === 401) return fail('refused', '; the token is wrong, expired or revoked');
  if (status === 403) return fail('refused', forbiddenHint(detail));
  if (status === 404) return fail('absent', '; not found, or the token lacks access');
  if (status === 409 && !isRule.test(detail)) return fail('moved');
  if (status === 422 && isMove.test(detail)) return fail('moved');
  return fail('refused', isRule.test(detail) ? protectedHint : stateHint(detail));
}

/** What 422 says when the world is another one than a moment ago, be it by our own request whose answer was lost. */
const isMove =
  /fast.forward|reference already exists|reference does not exist|pull request already exists|no commits between|"field":"(head|base)","code":"invalid"/i;

/** The failure behind a GraphQL answer with errors. */
export function graphqlFailure(what: string, errors: readonly unknown[]): GitHubFailure {
  const all = errors.map(
    (error) => error as { readonly type?: unknown; readonly message?: unknown },
  );
  const detail = all.map(({ message }) => String(message)).join('; ');
  const types = new Set(all.map(({ type }) => type));
  const fail = (kind: FailureKind, hint = ''): GitHubFailure =>
    new GitHubFailure(kind, `GitHub: ${what}: ${detail}${hint}`);
  if (types.has('STALE_DATA') || /expected branch to point to/i.test(detail)) return fail('moved');
  if (types.size === 1 && types.has('NOT_FOUND')) return fail('absent');
  if (types.has('FORBIDDEN') || types.has('INSUFFICIENT_SCOPES')) {
    return fail('refused', forbiddenHint(detail));
  }
  if (types.has('BRANCH_PROTECTION_RULE_VIOLATION') || isRule.test(detail)) {
    return fail('refused', protectedHint);
  }
  if (types.has('RATE_LIMITED')) return fail('refused', '; wait until the limit is reset');
  if (types.has('INTERNAL')) return fail('uncertain');
  // GitHub documents no form for a ref that is not where the request expected it. To look again is always safe.
  const hint = stateHint(detail);
  return what === 'UpdateRefs' && hint === '' ? fail('moved') : fail('refused', hint);
}
