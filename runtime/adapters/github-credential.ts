import { createSign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  appHeaders,
  appJwt,
  type InstallationToken,
  keptToken,
  tokenAnswer,
  timeToSignAgain,
  tokenAttempts,
} from '../../core/kernel/github-app';
import { smallJson, tokenProblem } from '../../core/kernel/http';
import { parseJsonText } from '../../core/kernel/json-text';
import { ProblemsError } from '../../core/kernel/problem';
import { ServerUnavailable } from '../../core/pace/request-control';
import { controls } from './github-controls';
import { GitHubError } from './github-error';

/** Longest time, seconds, that a token is waited for between two attempts. */
const longestWaitSeconds = 10;

/** Who to be on GitHub. */
export type GitHubCredential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly installationId: string;
      /** RSA key in PEM form. */
      readonly privateKey: string;
    };

/**
 * Reads a stored credential: `{"token": …}`, `{"appId": …, "installationId": …, "privateKey": …}` or a bare token.
 * @throws ProblemsError that names what is missing and shows nothing of the value.
 */
export function parseGitHubCredential(text: string): GitHubCredential {
  if (!/^\uFEFF?\s*\{/.test(text)) return { kind: 'token', token: checkedToken(text) };
  const value = objectOf(text);
  const field = (name: string): string => {
    const found = value[name];
    return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
  };
  const token = field('token');
  if (token !== '') return { kind: 'token', token: checkedToken(token) };
  const app = {
    kind: 'app',
    appId: field('appId'),
    installationId: field('installationId'),
    // One line with \n in it is how a key often gets into a form's field.
    privateKey: field('privateKey').replaceAll('\\n', '\n'),
  } as const;
  const missing = ['appId', 'installationId', 'privateKey'].filter((name) => field(name) === '');
  if (missing.length === 0) return app;
  throw new ProblemsError([
    {
      code: 'github-credential',
      path: missing.join(', '),
      message: 'the stored GitHub credential is incomplete',
      allowed: '{"token"}, {"appId", "installationId", "privateKey"} or a bare token',
      remedy: 'add the missing value to the secret',
    },
  ]);
}

/** A line break at the end is how a token often gets into a secret; within it, it is none. */
function checkedToken(text: string): string {
  const token = text.trim();
  const problem = tokenProblem(token);
  if (problem === undefined) return token;
  throw new ProblemsError([
    {
      code: 'github-credential',
      message: `the stored GitHub token ${problem}`,
      remedy: 'store the token again, in one line',
    },
  ]);
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseJsonText(text) as Readonly<Record<string, unknown>>;
  } catch {
    // The parser's own message quotes the text, which is a secret.
    throw new ProblemsError([
      { code: 'github-credential', message: 'the stored GitHub credential is not JSON' },
    ]);
  }
}

/**
 * A token of an App's installation.
 * @throws GitHubError when GitHub gives none.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
async function installationToken(
  apiUrl: string,
  app: Extract<GitHubCredential, { kind: 'app' }>,
  now: () => number,
): Promise<InstallationToken> {
  const route = 'POST /app/installations/{installation_id}/access_tokens';
  for (let attempt = 1; ; attempt += 1) {
    const at = now();
    const first = await signedRequest(apiUrl, route, app, at);
    const theirs = timeToSignAgain(first.status, first.headers.get('date'), at);
    const response = theirs === undefined ? first : await signedRequest(apiUrl, route, app, theirs);
    const { status, headers } = response;
    const body: unknown = await smallJson(response);
    const found = tokenAnswer(
      { status, headers: Object.fromEntries(headers) },
      body,
      attempt,
      now(),
    );
    if (found.kind === 'token') return found.token;
    if (found.kind === 'refused') {
      const reason =
        'no token for the App; check its id, installation and key, and that it is installed';
      throw new GitHubError(route, status, reason);
    }
    // A function pays for what it waits; its queue brings the message again after a long limit.
    if (attempt === tokenAttempts || found.seconds > longestWaitSeconds) {
      const retryAfterSeconds = found.seconds;
      throw new GitHubError(route, status, 'no token for the App now', { retryAfterSeconds });
    }
    await delay(found.seconds * 1000);
  }
}

/** Asks once, with the breaker of all requests to this server: while it does not work, nothing is sent. */
async function signedRequest(
  apiUrl: string,
  route: string,
  app: Extract<GitHubCredential, { kind: 'app' }>,
  at: number,
): Promise<Response> {
  const headers = appHeaders(appJwt(app.appId, at, (text) => signature(text, app)));
  const address = `${apiUrl}/app/installations/${app.installationId}/access_tokens`;
  try {
    return await controls
      .of(apiUrl, `app ${app.appId}`)
      .attempt(() =>
        fetch(address, { method: 'POST', headers, signal: AbortSignal.timeout(30_000) }),
      );
  } catch (error) {
    if (!(error instanceof ServerUnavailable)) throw error;
    throw new GitHubError(route, undefined, error.message, { cause: error });
  }
}

function signature(text: string, app: Extract<GitHubCredential, { kind: 'app' }>): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(app.privateKey, 'base64url');
  } catch (cause) {
    throw new ProblemsError(
      [
        {
          code: 'github-credential',
          path: 'privateKey',
          message: 'the stored private key is not an RSA key in PEM format',
          remedy: 'store the file that GitHub offered for download when the key was generated',
        },
      ],
      { cause },
    );
  }
}

/** Gives the token to act with; an installation's token is used until shortly before it expires. */
export function gitHubTokens(
  apiUrl: string,
  credential: () => Promise<string>,
  now: () => number,
): { readonly token: () => Promise<string>; readonly forget: () => void } {
  let current: { readonly of: string; readonly token: () => Promise<string> } | undefined;
  return {
    token: async () => {
      const text = await credential();
      const parsed = parseGitHubCredential(text);
      if (parsed.kind === 'token') return parsed.token;
      if (current?.of !== text) {
        const request = () => installationToken(apiUrl, parsed, now);
        current = { of: text, token: keptToken(request, now) };
      }
      return current.token();
    },
    forget: () => {
      current = undefined;
    },
  };
}
