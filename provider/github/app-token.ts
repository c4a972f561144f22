import { createSign } from 'node:crypto';
import { z } from 'zod';
import { GitHubFailure } from './failure';
import { type AppIdentity, type GitHubConnection } from './connection';

/** Seconds before its end at which a token is replaced. */
const reserveSeconds = 120;

/**
 * Tokens of an App's installation, each used until shortly before it expires.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
class InstallationTokens {
  private current: Promise<{ readonly token: string; readonly expires: number }> | undefined;

  constructor(
    private readonly apiUrl: string,
    private readonly app: AppIdentity,
  ) {}

  async token(): Promise<string> {
    const { current } = this;
    if (current !== undefined) {
      const known = await current.catch(() => undefined);
      if (known !== undefined && known.expires - Date.now() / 1000 > reserveSeconds) {
        return known.token;
      }
      // Someone else who waited has begun to ask for the next one.
      if (this.current !== current) return this.token();
    }
    this.current = this.request();
    return (await this.current).token;
  }

  private async request(): Promise<{ readonly token: string; readonly expires: number }> {
    const path = `/app/installations/${this.app.installationId}/access_tokens`;
    const response = await asApp(this.apiUrl, this.app, 'POST', path);
    const body = (await response.json().catch(() => undefined)) as
      { readonly token?: unknown; readonly expires_at?: unknown } | undefined;
    if (typeof body?.token !== 'string' || typeof body.expires_at !== 'string') {
      throw new GitHubFailure(
        'refused',
        `GitHub refused the App ${this.app.id} a token for the installation ${this.app.installationId} ` +
          `(status ${response.status}); check appAuth and that the App is installed`,
      );
    }
    return { token: body.token, expires: Date.parse(body.expires_at) / 1000 };
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
  const parsed = installation.safeParse(await response.json().catch(() => undefined));
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
  const parsed = z.object({ id: z.int() }).safeParse(await response.json().catch(() => undefined));
  if (response.status >= 500) {
    throw new GitHubFailure('uncertain', `GitHub: ${name}: status ${response.status}`);
  }
  return response.ok && parsed.success && String(parsed.data.id) === app.installationId;
}

/** A request of the App itself and not of one of its installations. @throws GitHubFailure without an answer. */
async function asApp(
  apiUrl: string,
  app: AppIdentity,
  method: 'GET' | 'POST',
  path: string,
): Promise<Response> {
  const jwt = appJwt(app);
  try {
    return await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${jwt}`,
        'user-agent': 'gatehouse',
      },
      signal: AbortSignal.timeout(30_000),
    });
  } catch (cause) {
    throw new GitHubFailure('uncertain', `cannot reach GitHub at ${apiUrl}`, { cause });
  }
}

/**
 * The App's own signed statement of who it is, valid for nine minutes. It is dated back a minute, as GitHub advises,
 * since clocks differ.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function appJwt(app: AppIdentity): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 60, exp: now + 540, iss: app.id })}`;
  let signature: string;
  try {
    signature = createSign('RSA-SHA256').update(signed).sign(app.pemFile, 'base64url');
  } catch (cause) {
    throw new GitHubFailure('refused', 'appAuth.pemFile is not an RSA private key in PEM format', {
      cause,
    });
  }
  return `${signed}.${signature}`;
}

/** The token to act with; undefined where the provider only plans. */
export function tokenSource(connection: GitHubConnection): (() => Promise<string>) | undefined {
  const { credential, apiUrl } = connection;
  if (credential === undefined) return undefined;
  if ('token' in credential) return () => Promise.resolve(credential.token);
  const tokens = new InstallationTokens(apiUrl, credential.app);
  return () => tokens.token();
}
