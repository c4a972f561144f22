import { createHash } from 'node:crypto';
import { tokenProblem } from '../../core/kernel/http';
import { type ValueMap } from '../protocol/values';
import { type CheckFailure } from '../protocol/provider';
import { text } from '../resource-kind';

/** A GitHub App's installation. */
export interface AppIdentity {
  readonly id: string;
  readonly installationId: string;
  /** Private key in PEM form. */
  readonly pemFile: string;
}

/** Where GitHub is and who acts there. */
export interface GitHubConnection {
  readonly owner: string;
  /** Root of the REST API, without a trailing slash. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Undefined: the provider only plans. */
  readonly credential: { readonly token: string } | { readonly app: AppIdentity } | undefined;
}

/** What is wrong with the provider's configuration. Unknown values are judged once they are known. */
export function checkConnection(config: ValueMap): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const owner = config['owner'] ?? null;
  if (owner === null || owner === '') {
    failures.push({
      property: 'owner',
      reason:
        'is required: set it, or GITHUB_OWNER, to the organisation or user that owns the repositories',
    });
  }
  const baseUrl = text(config['baseUrl']);
  if (baseUrl !== undefined && urlOf(baseUrl) === undefined) {
    failures.push({ property: 'baseUrl', reason: `must be an http(s) address; found ${baseUrl}` });
  }
  const token = text(config['token']);
  const wrongToken = token === undefined || token === '' ? undefined : tokenProblem(token);
  if (wrongToken !== undefined) {
    failures.push({ property: 'token', reason: `${wrongToken}; its value is not shown` });
  }
  const appAuth = text(config['appAuth']);
  if (appAuth !== undefined && appIdentity(appAuth) === undefined) {
    failures.push({ property: 'appAuth', reason: 'must have id, installationId and pemFile' });
  }
  return failures;
}

/**
 * Reads a configuration that {@link checkConnection} accepted. As with the published GitHub provider, an address other
 * than github.com's is a GitHub Enterprise Server, whose API is below `/api`.
 *
 * @see https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export function readConnection(config: ValueMap): GitHubConnection {
  const token = text(config['token']);
  const app = appIdentity(text(config['appAuth']) ?? '');
  return {
    owner: text(config['owner']) ?? '',
    ...addresses(urlOf(text(config['baseUrl']) ?? '')),
    credential:
      app !== undefined ? { app } : token === undefined || token === '' ? undefined : { token },
  };
}

/** What must appear in no message about a connection. */
export function secretsOf({ credential }: GitHubConnection): readonly string[] {
  if (credential === undefined) return [];
  return ['token' in credential ? credential.token : credential.app.pemFile];
}

/** Names a connection without its secrets, so that equal ones share a client. */
export function connectionKey(connection: GitHubConnection): string {
  return createHash('sha256').update(JSON.stringify(connection)).digest('hex');
}

function addresses(base: URL | undefined): Pick<GitHubConnection, 'apiUrl' | 'graphqlUrl'> {
  if (base === undefined || /^(api\.)?github\.com$/.test(base.hostname)) {
    return { apiUrl: 'https://api.github.com', graphqlUrl: 'https://api.github.com/graphql' };
  }
  // GitHub Enterprise Cloud with data residency has its API on a host of its own, as github.com has.
  if (/^api\.[^.]+\.ghe\.com$/.test(base.hostname)) {
    return { apiUrl: base.origin, graphqlUrl: `${base.origin}/graphql` };
  }
  const root = `${base.origin}${base.pathname.replace(/\/(api\/v3\/?)?$/, '')}`;
  return { apiUrl: `${root}/api/v3`, graphqlUrl: `${root}/api/graphql` };
}

function urlOf(value: string): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

function appIdentity(json: string): AppIdentity | undefined {
  if (json === '') return undefined;
  try {
    const { id, installationId, pemFile } = JSON.parse(json) as Record<string, unknown>;
    return typeof id === 'string' &&
      typeof installationId === 'string' &&
      typeof pemFile === 'string'
      ? { id, installationId, pemFile }
      : undefined;
  } catch {
    return undefined;
  }
}
