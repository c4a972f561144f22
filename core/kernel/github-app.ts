import { isLimited, secondsToWait } from './rate-limit';

/** GitHub Actions itself, the App that reports the checks of workflows and whose tokens they get. https://api.github.com/apps/github-actions */
export const githubActionsApp = 15368;

/** Milliseconds before its end at which a token is replaced. */
const reserveMs = 120_000;

/** A token of an App's installation. */
export interface InstallationToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * An App's own signed statement of who it is, valid for nine minutes. It is dated back a minute, as GitHub advises, since
 * clocks differ.
 *
 * @param now milliseconds since the epoch.
 * @param sign gives the RSA-SHA256 signature of a text by the App's key, in base64url.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appJwt(appId: string, now: number, sign: (text: string) => string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: appId };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign(signed)}`;
}

/** Milliseconds by which clocks may differ without a consequence: an App's statement is dated back by a minute. */
const clockTolerance = 30_000;

/**
 * GitHub's time, by which an App has to sign again; undefined where that would change nothing. GitHub does not believe a
 * statement of another time, and the clock of this machine may be wrong, or may have been set.
 *
 * @param date header `date` of the response, null without one.
 * @param now milliseconds since the epoch, by which it was signed.
 */
export function timeToSignAgain(
  status: number,
  date: string | null,
  now: number,
): number | undefined {
  const theirs = Date.parse(date ?? '');
  return status === 401 && Math.abs(theirs - now) > clockTolerance ? theirs : undefined;
}

/** The headers of a request of an App itself, not of one of its installations. */
export function appHeaders(jwt: string): Readonly<Record<string, string>> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${jwt}`,
    'user-agent': 'gatehouse',
  };
}

/** The token in a response to "create an installation access token"; undefined when there is none. */
export function installationTokenOf(body: unknown): InstallationToken | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { token, expires_at: ends } = body as {
    readonly token?: unknown;
    readonly expires_at?: unknown;
  };
  if (typeof token !== 'string' || typeof ends !== 'string') return undefined;
  const expiresAt = Date.parse(ends);
  // A token whose end is not known would be used beyond it.
  return Number.isNaN(expiresAt) ? undefined : { token, expiresAt };
}

/** What came of asking for an installation's token. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: InstallationToken }
  /** Not now: a limit, a server that fails, or an answer that is none, such as a page of a proxy. */
  | { readonly kind: 'later'; readonly seconds: number }
  | { readonly kind: 'refused' };

/** Attempts to get a token, the first one included. */
export const tokenAttempts = 3;

/**
 * Judges the response to "create an installation access token".
 *
 * @param body parsed JSON; undefined where the response is none.
 * @param attempt counts from 1.
 * @param now milliseconds since the epoch.
 */
export function tokenAnswer(
  response: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  body: unknown,
  attempt: number,
  now: number,
): TokenAnswer {
  const { status, headers } = response;
  const token = installationTokenOf(body);
  // GitHub's clock sets its expiry; this machine's clock checks it.
  const ahead = now - Date.parse(headers['date'] ?? '');
  const difference = Number.isNaN(ahead) ? 0 : ahead;
  if (token !== undefined)
    return { kind: 'token', token: { ...token, expiresAt: token.expiresAt + difference } };
  if (isLimited(status, headers, ''))
    return { kind: 'later', seconds: secondsToWait(headers, now) };
  const isFailing = status >= 500 || (status >= 200 && status < 300);
  return isFailing ? { kind: 'later', seconds: attempt ** 2 } : { kind: 'refused' };
}

/**
 * Keeps an installation's token and uses it until shortly before it expires. Callers that wait at the same time share one
 * request; a failed one is not kept.
 *
 * @param request asks for a token.
 * @param now milliseconds since the epoch.
 */
export function keptToken(
  request: () => Promise<InstallationToken>,
  now: () => number,
): () => Promise<string> {
  let current: Promise<InstallationToken> | undefined;
  const token = async (): Promise<string> => {
    const before = current;
    if (before !== undefined) {
      const known = await before.catch(() => undefined);
      if (known !== undefined && known.expiresAt - now() > reserveMs) return known.token;
      // Another caller that waited has begun to ask for the next one.
      if (current !== before) return token();
    }
    current = request();
    return (await current).token;
  };
  return token;
}
