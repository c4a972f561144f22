import { Octokit } from '@octokit/core';
import { throttling, type ThrottlingOptions } from '@octokit/plugin-throttling';
import { z, type ZodType } from 'zod';
import { readBounded } from '../../core/kernel/http';
import { plainLimitHeaders } from '../../core/kernel/rate-limit';
import { octokitQueues } from '../../core/pace/octokit-queues';
import { repeated } from '../../core/pace/octokit-retries';
import { TooLate } from '../../core/pace/rate-limiter';
import { type RequestControl, RequestControls, silenceMs } from '../../core/pace/request-control';
import { graphqlCost, type RequestCost, restCost } from '../../core/pace/request-kind';
import { tokenSource } from './app-token';
import { connectionKey, type GitHubConnection, secretsOf } from './connection';
import { fetchInTime } from './fetch-in-time';
import { GitHubFailure } from './failure';
import { graphqlFailure, httpFailure, notUnderstood } from './failure-of';
import { monotonicClock } from './monotonic-clock';
import { deadlineVariable } from './run-deadline';

/** Attempts after the first one, for failures of the network or the server and for rate limits. */
const retries = 2;
/** Milliseconds one attempt may take with its whole body. */
const timeoutMs = 60_000;
/** Largest answer that is read. GitHub's own limit for a recursive tree is 7 MB. */
const maximumBytes = 64 * 1024 * 1024;
/** Longest time, seconds, that a rate limit is waited for; beyond it the run fails and says when to come back. */
const longestWait = 300;
/** The same for a run with a deadline: GitHub's limits are those of an hour. */
const longestWaitOfRun = 3_700;

/** Breakers and queues of this process. */
const controls = new RequestControls(monotonicClock);

export interface ClientOptions {
  /** Milliseconds that count as one second of waiting. Default 1,000; a test sets it low. */
  readonly secondMs?: number;
  /** Minutes from now after which nothing more is sent, and until which limits are waited for. Default: none. */
  readonly deadlineMinutes?: number;
  /** Called when requests have to wait. */
  readonly onWait?: (message: string) => void;
  /** Breaker and queue. Default: those that all clients of this server and credential share in this process. */
  readonly control?: RequestControl;
  /** Milliseconds after which a server that has not begun to answer is given up. Default 12,000; a test sets it low. */
  readonly silenceMs?: number;
}

const allowance = z.object({ limit: z.int(), remaining: z.int(), reset: z.int() });
const limitsSchema = z.object({
  resources: z.object({ core: allowance, graphql: allowance }),
});

/** Requests of an hour by API: how many there are, how many are left, and when there are all again (epoch seconds). */
interface RequestsLeft {
  readonly rest: z.infer<typeof allowance>;
  readonly graphql: z.infer<typeof allowance>;
}

/** GitHub's two APIs; every answer is checked by a schema. Methods throw {@link GitHubFailure}. */
export class GitHubClient {
  private readonly octokit: Octokit;
  private readonly control: RequestControl;
  private readonly deadline: number | undefined;

  /** @throws GitHubFailure when the connection has no credential. */
  constructor(
    readonly connection: GitHubConnection,
    private readonly options: ClientOptions = {},
  ) {
    const secondMs = options.secondMs ?? 1000;
    this.control = options.control ?? controls.of(connection.apiUrl, connectionKey(connection));
    const token = tokenSource(connection, secondMs, this.control.attempt);
    if (token === undefined) {
      throw new GitHubFailure(
        'refused',
        `no credential for the repositories of ${connection.owner}: set GITHUB_TOKEN, or the provider's token or appAuth`,
      );
    }
    const { deadlineMinutes } = options;
    this.deadline =
      deadlineMinutes === undefined ? undefined : monotonicClock.now() + deadlineMinutes * 60_000;
    this.octokit = octokitFor(connection, secondMs, token, {
      ...options,
      control: this.control,
      longestWait: () => this.longestWait(),
    });
  }

  async rest<T>(schema: ZodType<T>, route: string, parameters: object = {}): Promise<T> {
    const what = describe(route, parameters);
    const repository = (parameters as { readonly repo?: unknown }).repo;
    const data = await this.send(what, restCost(route), repository, () =>
      this.octokit.request(route, { ...parameters }),
    );
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
    const route = 'GET /user';
    const data = await this.send(route, restCost(route), undefined, async () => {
      const response = await this.octokit.request(route);
      header = response.headers['x-oauth-scopes'];
      return response;
    });
    const { login } = checked(z.object({ login: z.string() }), data, 'GET /user');
    const scopes = typeof header === 'string' ? header.split(',') : undefined;
    return { login, scopes: scopes?.map((one) => one.trim()).filter((one) => one !== '') };
  }

  /**
   * How many requests of this hour are left, which costs none of them. Undefined where the server has no limits.
   * @see https://docs.github.com/en/rest/rate-limit/rate-limit
   */
  async requestsLeft(): Promise<RequestsLeft | undefined> {
    const { resources } = (await this.find(limitsSchema, 'GET /rate_limit')) ?? {};
    if (resources === undefined) return undefined;
    return { rest: resources.core, graphql: resources.graphql };
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
   *
   * @param repository that a mutation changes.
   */
  async graphql<T>(
    schema: ZodType<T>,
    query: string,
    variables: object,
    repository?: string,
  ): Promise<T> {
    const name = /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'GraphQL';
    const answer = await this.send(name, graphqlCost(query), repository, () =>
      this.octokit.request({
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

  private async send(
    what: string,
    cost: RequestCost,
    repository: unknown,
    request: () => Promise<{ data: unknown }>,
  ): Promise<unknown> {
    const name = typeof repository === 'string' ? repository : undefined;
    const turn = {
      before: this.deadline,
      onWait: (seconds: number) => this.tellWait(what, seconds),
    };
    try {
      this.control.check();
      return (await this.control.limiter.run({ ...cost, repository: name }, turn, request)).data;
    } catch (error) {
      if (error instanceof GitHubFailure) throw error;
      if (error instanceof TooLate) throw this.deadlinePassed(what, error);
      throw httpFailure(what, error, secretsOf(this.connection));
    }
  }

  private tellWait(what: string, seconds: number): void {
    this.options.onWait?.(`GitHub's rate limits: ${what} waits ${String(seconds)} s`);
  }

  /** Seconds that a limit is waited for: in a run with a deadline as long as that allows. */
  private longestWait(): number {
    if (this.deadline === undefined) return longestWait;
    return Math.min(longestWaitOfRun, (this.deadline - monotonicClock.now()) / 1_000);
  }

  private deadlinePassed(what: string, { seconds }: TooLate): GitHubFailure {
    const minutes = String(this.options.deadlineMinutes);
    return new GitHubFailure(
      'refused',
      `GitHub: ${what} was not sent: ` +
        (seconds > 0
          ? `it would wait ${String(seconds)} s for GitHub's rate limits, beyond the run's deadline of ${minutes} minutes`
          : `the run's deadline of ${minutes} minutes has passed`) +
        `. Run the same command again: it goes on with what is missing. ${deadlineVariable} sets another deadline`,
    );
  }
}

function octokitFor(
  connection: GitHubConnection,
  secondMs: number,
  token: () => Promise<string>,
  options: ClientOptions & {
    readonly control: RequestControl;
    readonly longestWait: () => number;
  },
): Octokit {
  const afterLimit = (after: number, _options: object, _octokit: unknown, count: number) => {
    if (count >= retries || after > options.longestWait()) return false;
    options.onWait?.(`GitHub's rate limit is exceeded: waiting ${String(after)} s, as GitHub asks`);
    return true;
  };
  const again = {
    ...{ most: retries, baseMs: secondMs, wait: monotonicClock.wait },
    final: [304, 400, 401, 403, 404, 409, 410, 422, 429, 451],
  };
  const repeating = (made: Octokit): void => {
    made.hook.wrap('request', (request, sent) => repeated(again, sent, () => request(sent)));
  };
  const Client = Octokit.plugin(repeating, throttling);
  const octokit = new Client({
    baseUrl: connection.apiUrl,
    userAgent: 'gatehouse',
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: {
      fetch: (url: string, init: RequestInit) =>
        options.control.attempt(() => fetchWhole(url, init, options.silenceMs ?? silenceMs)),
    },
    throttle: {
      retryAfterBaseValue: secondMs,
      onRateLimit: afterLimit,
      onSecondaryRateLimit: afterLimit,
      ...queues(),
    },
  });
  octokit.hook.before('request', async (request) => {
    request.headers.authorization = `Bearer ${await token()}`;
  });
  return octokit;
}

const queues = () => octokitQueues(monotonicClock.wait) as unknown as ThrottlingOptions;

/** Reads the whole body, up to a size, with the headers of a limit in the form that the throttling understands. */
async function fetchWhole(url: string, init: RequestInit, silence: number): Promise<Response> {
  const answer = await fetchInTime(url, init, { silence, whole: timeoutMs });
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
