import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling, type ThrottlingOptions } from '@octokit/plugin-throttling';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { safeParse } from 'zod/mini';
import { BodyTooLarge, readBounded, tokenProblem, withoutSecrets } from '../../core/kernel/http';
import { isLimited, plainLimitHeaders, secondsToWait } from '../../core/kernel/rate-limit';
import { english } from '../../core/kernel/english';
import { octokitQueues } from '../../core/pace/octokit-queues';
import { type RequestControl, ServerUnavailable } from '../../core/pace/request-control';
import { restCost } from '../../core/pace/request-kind';
import type { Schema } from '../../core/readiness/parse/parsed';
import { controls } from './github-controls';
import { GitHubError } from './github-error';

export { GitHubError } from './github-error';

export interface GitHubClientOptions {
  /** Root of the REST API without a trailing slash, as GitHub sets GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Empty: requests go out unauthenticated. */
  readonly token: string;
  /** Most requests this client sends before it refuses; retries of one request are not counted. Default 250. */
  readonly budget?: number;
  /** Milliseconds one attempt of a request may take. Default 30,000. */
  readonly timeoutMs?: number;
  /** Milliseconds that count as one second of waiting between attempts and writes; a test sets it low. Default 1,000. */
  readonly secondMs?: number;
  /**
   * Longest time, in seconds, that is waited for when GitHub rate limit; a request that would have to wait longer
   * fails with `retryAfterSeconds`. Default: as long as GitHub asks for.
   */
  readonly longestWaitSeconds?: number;
  /** Called when GitHub asks to slow down. */
  readonly onWait?: (message: string) => void;
  /** Breaker and queue. Default: those that all clients of this server and token share in this process. */
  readonly control?: RequestControl;
}

interface Answer<T> {
  readonly data: T;
  readonly etag: string | undefined;
}

/** The few things the adapters need of GitHub's REST API; every answer is checked by a schema. */
export interface GitHubClient {
  /** @throws GitHubError */
  request<T>(schema: Schema<T>, route: string, parameters?: Parameters): Promise<Answer<T>>;
  /** As request, with undefined for an answer of one of these statuses. @throws GitHubError for any other failure. */
  requestUnless<T>(
    statuses: readonly number[],
    schema: Schema<T>,
    route: string,
    parameters?: Parameters,
  ): Promise<Answer<T> | undefined>;
  /** Follows a list page by page, at most `pages` of 100. */
  list<T>(schema: Schema<T[]>, route: string, parameters: Parameters, pages: number): Promise<T[]>;
  /** Bytes behind a redirect to another host, such as an artifact; refuses more than `maximumBytes`. */
  download(route: string, parameters: Parameters, maximumBytes: number): Promise<Uint8Array>;
  /** Requests sent so far. */
  readonly sent: () => number;
}

type Parameters = Readonly<Record<string, unknown>>;

/** Largest answer that is read, but for downloads, which say their own size. */
const maximumAnswerBytes = 64 * 1024 * 1024;

/** Attempts after the first one, for failures of the server or the network and for rate limits. */
const retries = 3;

export function gitHubClient(options: GitHubClientOptions): GitHubClient {
  const { budget = 250, timeoutMs = 30_000 } = options;
  const control =
    options.control ??
    controls.of(options.apiUrl, createHash('sha256').update(options.token).digest('hex'));
  const octokit = octokitWith(options, timeoutMs, control);
  let sent = 0;

  const send = async (route: string, parameters: Parameters) => {
    const wrong = options.token === '' ? undefined : tokenProblem(options.token);
    if (wrong !== undefined) throw new GitHubError(route, undefined, `the token ${wrong}`);
    if (sent >= budget) {
      throw new GitHubError(route, undefined, `more than ${budget} requests would be needed`);
    }
    sent += 1;
    const { repo } = parameters;
    const repository = typeof repo === 'string' ? repo : undefined;
    const request = { ...restCost(route), repository };
    const onWait = (seconds: number): void =>
      options.onWait?.(`GitHub's rate limits: ${route} waits ${String(seconds)} s`);
    try {
      control.check();
      return await control.limiter.run(request, { onWait }, () =>
        octokit.request(route, { ...parameters }),
      );
    } catch (error) {
      throw toGitHubError(route, options.token, error);
    }
  };

  const request = async <T>(schema: Schema<T>, route: string, parameters: Parameters = {}) => {
    const response = await send(route, parameters);
    const parsed = safeParse(schema, response.data, english);
    if (!parsed.success) {
      const issues = parsed.error.issues.slice(0, 3);
      const detail = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new GitHubError(route, response.status, `unexpected response (${detail})`);
    }
    return { data: parsed.data, etag: response.headers.etag };
  };

  const requestUnless: GitHubClient['requestUnless'] = async (
    statuses,
    schema,
    route,
    parameters,
  ) => {
    try {
      return await request(schema, route, parameters);
    } catch (error) {
      if (error instanceof GitHubError && statuses.includes(error.status ?? 0)) return undefined;
      throw error;
    }
  };

  return {
    request,
    requestUnless,
    list: async (schema, route, parameters, pages) => {
      const items = [];
      for (let page = 1; page <= pages; page += 1) {
        const { data } = await request(schema, route, { ...parameters, per_page: 100, page });
        items.push(...data);
        if (data.length < 100) break;
      }
      return items;
    },
    download: async (route, parameters, maximumBytes) => {
      const response = await send(route, {
        ...parameters,
        request: { redirect: 'manual', parseSuccessResponseBody: false },
      });
      const location = response.headers.location;
      // The storage's address carries its own signature; GitHub's token must not travel there.
      const answer =
        location === undefined
          ? new Response(response.data as ReadableStream)
          : await fetch(location, { signal: AbortSignal.timeout(timeoutMs) });
      if (!answer.ok) throw new GitHubError(route, answer.status, 'the download failed');
      try {
        return await readBounded(answer.body ?? undefined, maximumBytes);
      } catch (error) {
        if (!(error instanceof BodyTooLarge)) throw error;
        throw new GitHubError(route, undefined, error.message, { cause: error });
      }
    },
    sent: () => sent,
  };
}

function octokitWith(options: GitHubClientOptions, timeoutMs: number, control: RequestControl) {
  const { apiUrl, token, secondMs = 1000, longestWaitSeconds = Infinity, onWait } = options;
  const again = (kind: string) => (after: number, request: object, _: unknown, count: number) => {
    if (after > longestWaitSeconds) return false;
    const { method, url } = request as { method: string; url: string };
    onWait?.(`GitHub's ${kind} rate limit: ${method} ${url} waits ${after} s`);
    return count < retries;
  };
  const Client = Octokit.plugin(retry, throttling);
  return new Client({
    baseUrl: apiUrl,
    userAgent: 'gatehouse',
    ...(token === '' ? {} : { auth: token }),
    // Octokit's own log would print every retried failure; the final one is reported by the caller.
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: {
      fetch: (url: string, init: RequestInit) =>
        control.attempt(() => fetchWhole(url, init, timeoutMs)),
    },
    retry: {
      retries,
      retryAfterBaseValue: secondMs,
      doNotRetry: [
        ...[304, 400, 401, 403, 404, 409, 410, 422, 451],
        // Who does not want to wait for a limit wants no attempts either.
        ...(Number.isFinite(longestWaitSeconds) ? [429] : []),
      ],
    },
    throttle: {
      retryAfterBaseValue: secondMs,
      onRateLimit: again('primary'),
      onSecondaryRateLimit: again('secondary'),
      ...queues(),
    },
  });
}

const queues = () => octokitQueues((ms) => delay(ms)) as unknown as ThrottlingOptions;

/**
 * Reads the whole body before Octokit sees it: Octokit takes what came of a body that ended early for the answer, while
 * an error here is one of the network and is tried again. A redirect to storage is left to its reader.
 */
async function fetchWhole(url: string, init: RequestInit, timeoutMs: number): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  if (init.redirect === 'manual' || answer.body === null || answer.status === 304) return answer;
  const { status, statusText } = answer;
  const headers = new Headers(answer.headers);
  const limits = plainLimitHeaders(status, Object.fromEntries(answer.headers), Date.now());
  for (const [name, value] of Object.entries(limits)) headers.set(name, value);
  const bytes = await readBounded(answer.body, maximumAnswerBytes);
  return new Response(bytes, { status, statusText, headers });
}

function toGitHubError(route: string, token: string, error: unknown): GitHubError {
  if (error instanceof GitHubError) return error;
  // Octokit gives it a status, although nothing was sent.
  if (error instanceof ServerUnavailable) return new GitHubError(route, undefined, error.message);
  const { status, response } = (error ?? {}) as {
    readonly status?: unknown;
    readonly response?: { readonly headers?: HeaderValues };
  };
  const message = error instanceof Error ? error.message : String(error);
  const safe = withoutSecrets(message, [token]);
  const headers = response?.headers ?? {};
  return new GitHubError(route, typeof status === 'number' ? status : undefined, safe, {
    cause: new Error(safe),
    retryAfterSeconds:
      typeof status === 'number' && isLimited(status, headers, safe)
        ? secondsToWait(headers, Date.now())
        : undefined,
  });
}

type HeaderValues = Readonly<Record<string, string | number | undefined>>;
