import { createSign } from 'node:crypto';
import { ProblemsError } from '../../core/kernel/problem';
import { GitHubError } from './github-error';

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
  if (!text.startsWith('{')) return { kind: 'token', token: text };
  const value = objectOf(text);
  const field = (name: string): string => {
    const found = value[name];
    return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : '';
  };
  const token = field('token');
  if (token !== '') return { kind: 'token', token };
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

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // The parser's own message quotes the text, which is a secret.
    throw new ProblemsError([
      { code: 'github-credential', message: 'the stored GitHub credential is not JSON' },
    ]);
  }
}

interface InstallationToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * A token of an App's installation.
 * @throws GitHubError when GitHub gives none.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
async function installationToken(
  apiUrl: string,
  app: Extract<GitHubCredential, { kind: 'app' }>,
  now: number,
): Promise<InstallationToken> {
  const route = 'POST /app/installations/{installation_id}/access_tokens';
  const answer = await fetch(`${apiUrl}/app/installations/${app.installationId}/access_tokens`, {
    method: 'POST',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${appStatement(app, now)}`,
      'user-agent': 'gatehouse',
    },
    signal: AbortSignal.timeout(30_000),
  });
  const body = (await answer.json().catch(() => undefined)) as
    { readonly token?: unknown; readonly expires_at?: unknown } | undefined;
  if (typeof body?.token === 'string' && typeof body.expires_at === 'string') {
    return { token: body.token, expiresAt: Date.parse(body.expires_at) };
  }
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  throw new GitHubError(
    route,
    answer.status,
    'no token for the App; check its id, installation and key, and that it is installed',
    { retryAfterSeconds: retryAfter >= 0 ? retryAfter : undefined },
  );
}

/**
 * The App's signed statement of who it is, valid for nine minutes and dated back one, since clocks differ.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function appStatement(app: Extract<GitHubCredential, { kind: 'app' }>, now: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: app.appId };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  try {
    const signature = createSign('RSA-SHA256').update(signed).sign(app.privateKey, 'base64url');
    return `${signed}.${signature}`;
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

/** Milliseconds before its end at which a token is replaced. */
const reserveMs = 120_000;

/** Gives the token to act with; an installation's token is used until shortly before it expires. */
export function gitHubTokens(
  apiUrl: string,
  credential: () => Promise<string>,
  now: () => number,
): { readonly token: () => Promise<string>; readonly forget: () => void } {
  let current: { readonly of: string; readonly token: Promise<InstallationToken> } | undefined;
  return {
    token: async () => {
      const text = await credential();
      const parsed = parseGitHubCredential(text);
      if (parsed.kind === 'token') return parsed.token;
      if (current?.of === text) {
        const known = await current.token.catch(() => undefined);
        if (known !== undefined && known.expiresAt - now() > reserveMs) return known.token;
      }
      current = { of: text, token: installationToken(apiUrl, parsed, now()) };
      return (await current.token).token;
    },
    forget: () => {
      current = undefined;
    },
  };
}
