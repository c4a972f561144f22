import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { z, type ZodType } from 'zod';
import { readBounded } from '../../core/kernel/http';
import { plainLimitHeaders } from '../../core/kernel/rate-limit';
import { tokenSource } from './app-token';
import { type GitHubConnection, secretsOf } from './connection';
import { GitHubFailure } from './failure';
import { graphqlFailure, httpFailure, notUnderstood } from './failure-of';
import { pacedGroup } from './pace';

/** Attempts after the first one, for failures of the network or the server and for rate limits. */
const retries = 2;
/** Milliseconds one attempt may take. */
const timeoutMs = 60_000;
/** Largest answer that is read. GitHub's own limit for a recursive tree is 7 MB. */
const maximumBytes = 64 * 1024 * 1024;
/** Longest time, seconds, that a rate limit is waited for; beyond it the run fails and says when to come back. */
const longestWait = 300;

export interface ClientOptions {
  /** Milliseconds that count as one second of waiting. Default 1,000; a test sets it low. */
  readonly secondMs?: number;
}

/** GitHub's two APIs; every answer is checked by a schema. Methods throw {@link GitHubFailure}. */
export class GitHubClient {
  private readonly reader: Octokit;
  private readonly writer: Octokit;

  /** @throws GitHubFailure when the connection has no credential. */
  constructor(
    readonly connection: GitHubConnection,
    options: ClientOptions = {},
  ) {
    const secondMs = options.secondMs ?? 1000;
    const token = tokenSource(connection, secondMs);
    if (token === undefined) {
      throw new GitHubFailure(
        'refused',
        `no credential for the repositories of ${connection.owner}: set GITHUB_TOKEN, or the provider's token or appAuth`,
      );
    }
    this.reader = octokitFor(connection, secondMs, token, 0);
    this.writer = octokitFor(connection, secondMs, token, secondMs);
  }

  async rest<T>(schema: ZodType<T>, route: string, parameters: object = {}): Promise<T> {
    const what = describe(route, parameters);
    const octokit = route.startsWith('GET ') ? this.reader : this.writer;
    const data = await this.send(what, () => octokit.request(route, { ...parameters }));
    return checked(schema, data, what);
  }

  /**
   * The user a token belongs to, with the token's scopes; undefined for a token that has permissions instead.
   * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
   */
  async user(): Promise<{
    readonly login: string;
    readonly scopes: readonly string[] | undefined;
  }> {
    let header: unknown;
    const data = await this.send('GET /user', async () => {
      const response = await this.reader.request('GET /user');
      header = response.headers['x-oauth-scopes'];
      return response;
    });
    const { login } = checked(z.object({ login: z.string() }), data, 'GET /user');
    const scopes = typeof header === 'string' ? header.split(',') : undefined;
    return { login, scopes: scopes?.map((one) => one.trim()).filter((one) => one !== '') };
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

  /**
   * One GraphQL operation. An error in the answer is a failure even where data came with it, except that something is not
   * there which the schema lets be absent.
   */
  async graphql<T>(schema: ZodType<T>, query: string, variables: object): Promise<T> {
    const name = /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'GraphQL';
    const octokit = /^\s*mutation\b/.test(query) ? this.writer : this.reader;
    const answer = await this.send(name, () =>
      octokit.request({
        method: 'POST',
        url: this.connection.graphqlUrl,
        data: { query, variables },
      }),
    );
    if (typeof answer !== 'object' || answer === null) throw notUnderstood(name);
    const { data, errors } = answer as { readonly data?: unknown; readonly errors?: unknown };
    if (!Array.isArray(errors) || errors.length === 0) return checked(schema, data, name);
    const failure = graphqlFailure(name, errors);
    const parsed = schema.safeParse(data);
    if (failure.kind === 'absent' && parsed.success) return parsed.data;
    throw failure;
  }

  private async send(what: string, request: () => Promise<{ data: unknown }>): Promise<unknown> {
    try {
      return (await request()).data;
    } catch (error) {
      if (error instanceof GitHubFailure) throw error;
      throw httpFailure(what, error, secretsOf(this.connection));
    }
  }
}

/** @param pauseMs between two requests that are not plain reads. */
function octokitFor(
  connection: GitHubConnection,
  secondMs: number,
  token: () => Promise<string>,
  pauseMs: number,
): Octokit {
  const again = (after: number, _options: object, _octokit: unknown, count: number) =>
    count < retries && after <= longestWait;
  const Client = Octokit.plugin(retry, throttling);
  const octokit = new Client({
    baseUrl: connection.apiUrl,
    userAgent: 'gatehouse',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: { fetch: fetchWhole },
    retry: {
      retries,
      retryAfterBaseValue: secondMs,
      doNotRetry: [304, 400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    throttle: {
      retryAfterBaseValue: secondMs,
      onRateLimit: again,
      onSecondaryRateLimit: again,
      write: pacedGroup(pauseMs),
      notifications: pacedGroup(3 * pauseMs),
    },
  });
  octokit.hook.before('request', async (request) => {
    request.headers.authorization = `Bearer ${await token()}`;
  });
  return octokit;
}

/** Reads the whole body, up to a size, with the headers of a limit in the form that the throttling understands. */
async function fetchWhole(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  const { status, statusText, body } = answer;
  const headers = new Headers(answer.headers);
  const limits = plainLimitHeaders(status, Object.fromEntries(answer.headers), Date.now());
  for (const [name, value] of Object.entries(limits)) headers.set(name, value);
  if (body === null) return new Response(null, { status, statusText, headers });
  const bytes = await readBounded(body, maximumBytes);
  return new Response(bytes, { status, statusText, headers });
}

function checked<T>(schema: ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw notUnderstood(what, parsed.error);
}

function describe(route: string, parameters: object): string {
  const values = parameters as Readonly<Record<string, unknown>>;
  return route.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
}
