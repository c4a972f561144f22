import { createSign } from 'node:crypto';
import { GitHubFailure } from './failure';
import { type AppIdentity, type GitHubConnection } from './connection';

/** Seconds before its end at which a token is replaced. */
const reserveSeconds = 120;

/**
 * Tokens of an App's installation, each used until shortly before it expires.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
export class InstallationTokens {
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
      // Somebody else who waited has begun to ask for the next one.
      if (this.current !== current) return this.token();
    }
    this.current = this.request();
    return (await this.current).token;
  }

  private async request(): Promise<{ readonly token: string; readonly expires: number }> {
    const path = `/app/installations/${this.app.installationId}/access_tokens`;
    const jwt = appJwt(this.app);
    let response: Response;
    try {
      response = await fetch(`${this.apiUrl}${path}`, {
        method: 'POST',
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${jwt}`,
          'user-agent': 'gatehouse',
        },
        signal: AbortSignal.timeout(30_000),
      });
    } catch (cause) {
      throw new GitHubFailure('uncertain', `GitHub cannot be reached at ${this.apiUrl}`, { cause });
    }
    const body = (await response.json().catch(() => undefined)) as
      { readonly token?: unknown; readonly expires_at?: unknown } | undefined;
    if (typeof body?.token !== 'string' || typeof body.expires_at !== 'string') {
      throw new GitHubFailure(
        'refused',
        `GitHub gives the App ${this.app.id} no token for the installation ${this.app.installationId} ` +
          `(status ${response.status}); check appAuth and that the App is installed`,
      );
    }
    return { token: body.token, expires: Date.parse(body.expires_at) / 1000 };
  }
}

/**
 * The App's own signed statement of who it is, valid for nine minutes. It is dated back a minute, as GitHub advises, since
 * clocks differ.
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
    throw new GitHubFailure('refused', 'appAuth.pemFile is no RSA private key in PEM form', {
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
