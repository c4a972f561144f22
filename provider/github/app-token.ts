import { createSign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { smallJson, tokenProblem } from '../../core/kernel/http';
import {
  appHeaders,
  appJwt,
  type InstallationToken,
  keptToken,
  timeToSignAgain,
  tokenAnswer,
  type TokenAnswer,
  tokenAttempts,
} from '../../core/kernel/github-app';
import { type RequestControl, ServerUnavailable, silenceMs } from '../../core/pace/request-control';
import { GitHubFailure } from './failure';
import { type AppIdentity, type GitHubConnection } from './connection';

/** Longest time, seconds, that a token is waited for between two attempts. */
const longestWait = 300;

/**
 * Asks for a token of an App's installation, again after a failure that need not last.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
async function requestToken(
  apiUrl: string,
  app: AppIdentity,
  secondMs: number,
  attempted: RequestControl['attempt'],
): Promise<InstallationToken> {
  const path = `/app/installations/${app.installationId}/access_tokens`;
  for (let attempt = 1; ; attempt += 1) {
    const { response, answer } = await tokenOnce(apiUrl, app, path, { attempt, attempted });
    if (answer.kind === 'token') return answer.token;
    const asked =
      `GitHub refused the App ${app.id} a token for the installation ${app.installationId} ` +
      (response === undefined ? '(no answer)' : `(status ${response.status})`);
    if (answer.kind === 'refused')
      throw new GitHubFailure('refused', `${asked}; check appAuth and that the App is installed`);
    if (attempt === tokenAttempts || answer.seconds > longestWait)
      throw new GitHubFailure('uncertain', `${asked}; run again in ${answer.seconds} seconds`);
    await delay(answer.seconds * secondMs);
  }
}

async function tokenOnce(
  apiUrl: string,
  app: AppIdentity,
  path: string,
  {
    attempt,
    attempted,
  }: { readonly attempt: number; readonly attempted: RequestControl['attempt'] },
): Promise<{ readonly response: Response | undefined; readonly answer: TokenAnswer }> {
  try {
    const response = await asApp(apiUrl, app, 'POST', path, attempted);
    const body: unknown = await smallJson(response);
    const headers = Object.fromEntries(response.headers);
    const answer = tokenAnswer({ status: response.status, headers }, body, attempt, Date.now());
    return { response, answer };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'uncertain') throw error;
    if (attempt === tokenAttempts || error.cause instanceof ServerUnavailable) throw error;
    return { response: undefined, answer: { kind: 'later', seconds: attempt ** 2 } };
  }
}

const installation = z.object({
  account: z.object({ login: z.string() }),
  repository_selection: z.enum(['all', 'selected']),
  permissions: z.record(z.string(), z.string()),
  suspended_at: z.string().nullish(),
  html_url: z.string(),
});

/** What an App may do where it is installed. */
export interface Installation {
  /** Login of the organisation or user. */
  readonly account: string;
  readonly selection: 'all' | 'selected';
  /** Level (`read`, `write`, `admin`) by permission. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly suspended: boolean;
  /** Page where its repositories are chosen. */
  readonly settingsUrl: string;
}

/**
 * Reads the installation that an App acts as.
 * @throws GitHubFailure when there is no such App or installation, or GitHub does not answer.
 * @see https://docs.github.com/en/rest/apps/apps#get-an-installation-for-the-authenticated-app
 */
export async function readInstallation(
  { apiUrl }: GitHubConnection,
  app: AppIdentity,
): Promise<Installation> {
  const response = await asApp(apiUrl, app, 'GET', `/app/installations/${app.installationId}`);
  const parsed = installation.safeParse(await smallJson(response));
  if (!response.ok || !parsed.success) {
    throw new GitHubFailure(
      response.status >= 500 ? 'uncertain' : 'refused',
      `GitHub refused the App ${app.id} access to the installation ${app.installationId} (status ${response.status}); ` +
        'check appAuth and that the App is installed',
    );
  }
  const { account, repository_selection, permissions, suspended_at, html_url } = parsed.data;
  return {
    account: account.login,
    selection: repository_selection,
    permissions,
    suspended: typeof suspended_at === 'string',
    settingsUrl: html_url,
  };
}

/**
 * Whether an App acts on a repository, which a public one does not show by being seen.
 * @throws GitHubFailure when GitHub does not answer.
 * @see https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 */
export async function isInstalledOn(
  { apiUrl, owner }: GitHubConnection,
  app: AppIdentity,
  repository: string,
): Promise<boolean> {
  const name = [owner, repository].map(encodeURIComponent).join('/');
  const response = await asApp(apiUrl, app, 'GET', `/repos/${name}/installation`);
  const parsed = z.object({ id: z.int() }).safeParse(await smallJson(response));
  if (response.status >= 500) {
    throw new GitHubFailure('uncertain', `GitHub: ${name}: status ${response.status}`);
  }
  return response.ok && parsed.success && String(parsed.data.id) === app.installationId;
}

/**
 * A request of the App itself and not of one of its installations. Where GitHub does not believe the time in it and its own is
 * another, it is signed again by GitHub's: the clock of this machine may be wrong, or may have been set.
 *
 * @throws GitHubFailure without an answer.
 */
async function asApp(
  apiUrl: string,
  app: AppIdentity,
  method: 'GET' | 'POST',
  path: string,
  attempted: RequestControl['attempt'] = (send) => send(),
): Promise<Response> {
  const now = Date.now();
  const request = { apiUrl, method, path, attempted };
  const response = await signedRequest(request, app, now);
  const theirs = timeToSignAgain(response.status, response.headers.get('date'), now);
  return theirs === undefined ? response : signedRequest(request, app, theirs);
}

interface AppRequest {
  readonly apiUrl: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly attempted: RequestControl['attempt'];
}

async function signedRequest(
  { apiUrl, method, path, attempted }: AppRequest,
  app: AppIdentity,
  now: number,
): Promise<Response> {
  const jwt = appJwt(app.id, now, (text) => signature(text, app));
  try {
    return await attempted(() =>
      fetch(`${apiUrl}${path}`, {
        method,
        headers: appHeaders(jwt),
        signal: AbortSignal.timeout(silenceMs),
      }),
    );
  } catch (cause) {
    const why = cause instanceof ServerUnavailable ? `: ${cause.message}` : '';
    throw new GitHubFailure('uncertain', `cannot reach GitHub at ${apiUrl}${why}`, { cause });
  }
}

function signature(text: string, app: AppIdentity): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(app.pemFile, 'base64url');
  } catch (cause) {
    throw new GitHubFailure('refused', 'appAuth.pemFile is not an RSA private key in PEM format', {
      cause,
    });
  }
}

/** The token to act with; undefined where the provider only plans. */
export function tokenSource(
  connection: GitHubConnection,
  secondMs: number,
  attempted: RequestControl['attempt'],
): (() => Promise<string>) | undefined {
  const { credential, apiUrl } = connection;
  if (credential === undefined) return undefined;
  if ('token' in credential) {
    const { token } = credential;
    const wrong = tokenProblem(token);
    const refused = `the token for the repositories of ${connection.owner} ${wrong ?? ''}`;
    return () =>
      wrong === undefined
        ? Promise.resolve(token)
        : Promise.reject(new GitHubFailure('refused', refused));
  }
  return keptToken(() => requestToken(apiUrl, credential.app, secondMs, attempted), Date.now);
}
