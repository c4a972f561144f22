import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { type ZodType } from 'zod';
import { tokenSource } from './app-token';
import { type GitHubConnection } from './connection';
import { GitHubFailure } from './failure';

/** Attempts after the first one, for failures of the network or the server and for rate limits. */
const retries = 3;
/** Milliseconds one attempt may take. */
const timeoutMs = 60_000;

export interface ClientOptions {
  /** Milliseconds that count as one second of waiting between attempts. Default 1,000; a test sets it low. */
  readonly secondMs?: number;
}

/** GitHub's two APIs; every answer is checked by a schema. Methods throw {@link GitHubFailure}. */
export class GitHubClient {
  private readonly octokit: Octokit;

  /** @throws GitHubFailure when the connection has no credential. */
  constructor(
    readonly connection: GitHubConnection,
    options: ClientOptions = {},
  ) {
    const token = tokenSource(connection);
    if (token === undefined) {
      throw new GitHubFailure(
        'refused',
        `no credential for the repositories of ${connection.owner}: set GITHUB_TOKEN, or the provider's token or appAuth`,
      );
    }
    this.octokit = octokitFor(connection, options.secondMs ?? 1000);
    this.octokit.hook.before('request', async (request) => {
      request.headers.authorization = `Bearer ${await token()}`;
    });
  }

  async rest<T>(schema: ZodType<T>, route: string, parameters: object = {}): Promise<T> {
    const what = describe(route, parameters);
    const data = await this.send(what, () => this.octokit.request(route, { ...parameters }));
    return checked(schema, data, what);
  }

  /** As {@link rest}, with undefined where GitHub answers 404. */
  async find<T>(
    schema: ZodType<T>,
    route: string,
    parameters: object = {},
  ): Promise<T | undefined> {
    try {
      return await this.rest(schema, route, parameters);
    } catch (error) {
      if (error instanceof GitHubFailure && error.kind === 'absent') return undefined;
      throw error;
    }
  }

  /** One GraphQL operation. An error in the answer is a failure even where data came with it. */
  async graphql<T>(schema: ZodType<T>, query: string, variables: object): Promise<T> {
    const name = /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'GraphQL';
    const answer = await this.send(name, () =>
      this.octokit.request({
        method: 'POST',
        url: this.connection.graphqlUrl,
        data: { query, variables },
      }),
    );
    if (typeof answer !== 'object' || answer === null) throw notUnderstood(name);
    const { data, errors } = answer as { readonly data?: unknown; readonly errors?: unknown };
    if (Array.isArray(errors) && errors.length > 0) throw graphqlFailure(name, errors);
    return checked(schema, data, name);
  }

  private async send(what: string, request: () => Promise<{ data: unknown }>): Promise<unknown> {
    try {
      return (await request()).data;
    } catch (error) {
      if (error instanceof GitHubFailure) throw error;
      throw httpFailure(what, error);
    }
  }
}

function octokitFor(connection: GitHubConnection, secondMs: number): Octokit {
  const again = (_after: number, _options: object, _octokit: unknown, count: number) =>
    count < retries;
  const Client = Octokit.plugin(retry, throttling);
  return new Client({
    baseUrl: connection.apiUrl,
    userAgent: 'gatehouse',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: {
      fetch: (url: string, init: RequestInit) =>
        fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
    retry: {
      retries,
      retryAfterBaseValue: secondMs,
      doNotRetry: [304, 400, 401, 403, 404, 409, 410, 422, 451],
    },
    throttle: { retryAfterBaseValue: secondMs, onRateLimit: again, onSecondaryRateLimit: again },
  });
}

function checked<T>(schema: ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw notUnderstood(what, parsed.error);
}

const notUnderstood = (what: string, cause?: unknown): GitHubFailure =>
  new GitHubFailure('uncertain', `GitHub: ${what}: not the documented answer`, { cause });

function describe(route: string, parameters: object): string {
  const values = parameters as Readonly<Record<string, unknown>>;
  return route.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
}

function httpFailure(what: string, error: unknown): GitHubFailure {
  const status = (error as { readonly status?: unknown } | undefined)?.status;
  const detail = error instanceof Error ? error.message : String(error);
  const message = `GitHub: ${what}: ${detail}`;
  const fail = (kind: GitHubFailure['kind'], hint = ''): GitHubFailure =>
    new GitHubFailure(kind, `${message}${hint}`, { cause: error });
  if (typeof status !== 'number' || status >= 500) return fail('uncertain');
  if (status === 401) return fail('refused', '; the token is wrong, expired or revoked');
  if (status === 403) return fail('refused', '; does the token have the permission?');
  if (status === 404) return fail('absent');
  if (status === 409) return fail('moved');
  if (
    status === 422 &&
    /fast.forward|reference already exists|reference does not exist/i.test(detail)
  ) {
    return fail('moved');
  }
  return fail('refused');
}

function graphqlFailure(what: string, errors: readonly unknown[]): GitHubFailure {
  const all = errors.map(
    (error) => error as { readonly type?: unknown; readonly message?: unknown },
  );
  const detail = all.map(({ message }) => String(message)).join('; ');
  const types = new Set(all.map(({ type }) => type));
  const fail = (kind: GitHubFailure['kind'], hint = ''): GitHubFailure =>
    new GitHubFailure(kind, `GitHub: ${what}: ${detail}${hint}`);
  if (types.has('STALE_DATA') || /expected branch to point to/i.test(detail)) return fail('moved');
  if (types.has('NOT_FOUND')) return fail('absent');
  if (types.has('FORBIDDEN') || types.has('INSUFFICIENT_SCOPES')) {
    return fail('refused', '; does the token have the permission?');
  }
  if (
    /rule violations|protected branch|changes must be made through a pull request/i.test(detail)
  ) {
    return fail(
      'refused',
      '; the branch is protected: deliver by pull request, or let the App that acts bypass the rules',
    );
  }
  return types.has('INTERNAL') || types.has('RATE_LIMITED') ? fail('uncertain') : fail('refused');
}
