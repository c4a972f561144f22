import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { commitFiles } from './commit-files';
import { Refusal, type Endpoint } from './endpoint';
import { allEndpoints } from './endpoints/all';
import {
  jsonOutgoing,
  refusalOutgoing,
  secondaryLimit,
  truncated,
  type Outgoing,
} from './exchange';
import { FaultList, type FaultEffect } from './faults';
import { authenticate } from './authenticate';
import { GitHubGraphQL } from './graphql/execute';
import { GitHubDescription } from './openapi';
import { RateLimiter } from './rate-limit';
import { serveEndpoint, type Incoming, type Service } from './serve-endpoint';
import type { Token } from './tokens';
import { GitHubWorld, type App } from './world-state';

export interface GitHubOptions {
  /** Holds `github.json` and the bare repositories `<owner>/<name>.git`. */
  readonly directory: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The administrator's token; a random one by default. */
  readonly token?: string;
  /** Login of the administrator; `gatehouse` by default. */
  readonly login?: string;
  /** Further tokens. */
  readonly tokens?: readonly Token[];
  readonly apps?: readonly App[];
  /** Requests an hour and token; 5,000 by default. */
  readonly rateLimit?: number;
  readonly clock?: () => Date;
}

export interface LoggedRequest {
  readonly method: string;
  /** With the query, without the `/api/v3` prefix. */
  readonly path: string;
  readonly status: number;
  /** The status of a connection that a fault dropped is 0. */
  readonly login: string | undefined;
}

/** A running loopback GitHub and the in-process handle on what is in it. */
export interface GitHubServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The administrator's token. */
  readonly token: string;
  readonly world: GitHubWorld;
  readonly faults: FaultList;
  readonly requests: LoggedRequest[];
  /** Answers that broke GitHub's published description; a test asserts that there are none. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

type Environment = { Bindings: HttpBindings };

/**
 * Starts a GitHub on 127.0.0.1 over real bare git repositories. REST answers below `/` and `/api/v3`, GraphQL at
 * `/graphql` and `/api/graphql`.
 *
 * `@simulacrum/github-api-simulator` is not used: it has no git behind it, checks no token, runs no mutations and answers
 * unknown routes with the examples of the description, which is what must not happen here.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHubServer> {
  const clock = options.clock ?? (() => new Date());
  const world = new GitHubWorld(options.directory, clock);
  const token = options.token ?? `ghp_${randomBytes(27).toString('base64url')}`;
  const admin: Token = {
    token,
    login: options.login ?? 'gatehouse',
    kind: 'classic',
    scopes: ['admin:org', 'repo', 'workflow'],
    role: 'admin',
  };
  for (const one of [admin, ...(options.tokens ?? [])]) {
    world.tokens.set(one.token, one);
    world.account(one.login, one.kind === 'app' || one.kind === 'actions' ? 'Bot' : 'User');
  }
  for (const app of options.apps ?? []) world.apps.set(app.id, app);
  await world.save();
  const service: Service = {
    world,
    description: new GitHubDescription(),
    rates: new RateLimiter(options.rateLimit ?? 5000, clock),
    violations: [],
  };
  const faults = new FaultList();
  const requests: LoggedRequest[] = [];
  const app = router(service, faults, requests);
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    token,
    world,
    faults,
    requests,
    violations: service.violations,
    close: async () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await world.save();
    },
  };
}

function router(service: Service, faults: FaultList, requests: LoggedRequest[]): Hono<Environment> {
  const graphql = new GitHubGraphQL(service);
  const app = new Hono<Environment>();
  const handle =
    (
      prefix: string,
      work: (incoming: Incoming, context: Context<Environment>) => Promise<Outgoing>,
    ) =>
    async (context: Context<Environment>): Promise<Response> => {
      const incoming = await read(context, prefix);
      const path = incoming.url.pathname.slice(prefix.length);
      const request = { method: incoming.method, path, body: incoming.text };
      const effects = faults.take(request);
      let login: string | undefined;
      try {
        login = authenticate(service.world, incoming.header('authorization')).login;
      } catch {
        login = undefined;
      }
      const log = (status: number): void => {
        requests.push({
          method: incoming.method,
          path: `${path}${incoming.url.search}`,
          status,
          login,
        });
      };
      const early = await before(service, effects);
      if (early === 'drop') return drop(context, log);
      const outgoing = early ?? (await guarded(() => work(incoming, context)));
      if (effects.some((effect) => effect.kind === 'drop')) return drop(context, log);
      log(outgoing.status);
      return send(truncated(outgoing, effects));
    };
  for (const prefix of ['/api/v3', '']) {
    for (const endpoint of inMatchingOrder(allEndpoints)) {
      const [method = '', template = ''] = endpoint.operation.split(' ');
      const serve = handle(prefix, (incoming, context) =>
        serveEndpoint(service, endpoint, context.req.param(), incoming),
      );
      app.on(method, `${prefix}${routePath(template)}`, serve);
      if (template.endsWith('/contents/{path}'))
        for (const root of ['/contents', '/contents/'])
          app.on(
            method,
            `${prefix}${routePath(template).replace(/\/contents\/.*$/, root)}`,
            handle(prefix, (incoming, context) =>
              serveEndpoint(
                service,
                endpoint,
                { ...(context.req.param() as Record<string, string>), path: '' },
                incoming,
              ),
            ),
          );
    }
    app.get(
      `${prefix}/rate_limit`,
      handle(prefix, (incoming) => Promise.resolve(rateLimit(service, incoming))),
    );
    app.get(
      `${prefix}/_artifacts/:owner/:repo/:id`,
      handle(prefix, (_incoming, context) => Promise.resolve(archive(service, context))),
    );
    app.all(`${prefix}/repositories/:id/*`, (context) => {
      // Older clients address repositories by id; the description only knows them by name.
      const { id } = context.req.param();
      const repo = service.world.repositories().find((one) => String(one.id) === id);
      const url = new URL(context.req.url);
      const rest = url.pathname.slice(`${prefix}/repositories/${id}`.length);
      url.pathname = `${prefix}/repos/${repo === undefined ? '-/-' : `${repo.owner}/${repo.name}`}${rest}`;
      return app.fetch(new Request(url, context.req.raw), context.env);
    });
  }
  for (const path of ['/graphql', '/api/graphql'])
    app.post(
      path,
      handle('', (incoming) => graphql.serve(incoming)),
    );
  app.all(
    '*',
    handle('', (incoming) =>
      Promise.reject(
        new Refusal(
          404,
          `Not Found: the sandbox does not answer ${incoming.method} ${incoming.url.pathname}`,
        ),
      ),
    ),
  );
  return app;
}

/** Templates whose last parameter swallows slashes come after those with a fixed end. */
function inMatchingOrder(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const openEnded = (endpoint: Endpoint): number =>
    /\{(ref|path|basehead)\}$/.test(endpoint.operation) ? 1 : 0;
  return [...endpoints].sort((a, b) => openEnded(a) - openEnded(b));
}

function routePath(template: string): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    ['ref', 'path', 'basehead'].includes(name) ? `:${name}{.+}` : `:${name}`,
  );
}

async function read(context: Context<Environment>, prefix: string): Promise<Incoming> {
  const url = new URL(context.req.url);
  const text = ['GET', 'HEAD'].includes(context.req.method) ? '' : await context.req.text();
  return {
    method: context.req.method,
    url,
    text,
    links: { api: `${url.origin}${prefix}`, web: url.origin },
    header: (name) => context.req.header(name),
  };
}

async function before(
  service: Service,
  effects: readonly FaultEffect[],
): Promise<Outgoing | 'drop' | undefined> {
  for (const effect of effects) {
    if (effect.kind === 'delay') await delay(effect.milliseconds);
    if (effect.kind === 'answer')
      return jsonOutgoing(
        effect.status,
        effect.body ?? { message: 'Injected fault' },
        effect.headers,
      );
    if (effect.kind === 'secondaryLimit') return refusalOutgoing(secondaryLimit(effect.retryAfter));
    if (effect.kind === 'drop' && effect.when === 'before') return 'drop';
    if (effect.kind === 'staleHead')
      await commitFiles(service.world, {
        ...effect,
        files: { '.stale-head': service.world.nextId().toString() },
        message: 'Somebody was faster',
      });
  }
  return undefined;
}

async function guarded(work: () => Promise<Outgoing>): Promise<Outgoing> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return refusalOutgoing(error);
    return refusalOutgoing(
      new Refusal(
        500,
        `Sandbox failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      ),
    );
  }
}

function drop(context: Context<Environment>, log: (status: number) => void): Response {
  log(0);
  context.env.incoming.socket.destroy();
  return new Response(null, { status: 499 });
}

function send({ status, headers, body }: Outgoing): Response {
  const withIds = {
    ...headers,
    'x-github-request-id': randomBytes(8).toString('hex'),
    'x-github-media-type': 'github.v3; format=json',
  };
  return new Response(typeof body === 'string' || body === null ? body : new Uint8Array(body), {
    status,
    headers: withIds,
  });
}

function rateLimit(service: Service, incoming: Incoming): Outgoing {
  const { token } = authenticate(service.world, incoming.header('authorization'));
  const core = service.rates.state(token, 'core');
  const body = {
    resources: {
      core,
      graphql: service.rates.state(token, 'graphql'),
      search: { limit: 30, used: 0, remaining: 30, reset: core.reset },
    },
    rate: core,
  };
  const violation = service.description.response('GET /rate_limit', 200, body);
  if (violation !== undefined) throw new Refusal(500, violation);
  return jsonOutgoing(200, body, service.rates.headers(token, 'core'));
}

/** Where an artifact's download redirects to: no authentication, as with the signed URLs of the real store. */
function archive(service: Service, context: Context<Environment>): Outgoing {
  const { owner = '', repo = '', id = '' } = context.req.param() as Record<string, string>;
  const found = service.world
    .repository(owner, repo)
    ?.artifacts.find((one) => String(one.id) === id);
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return {
    status: 200,
    headers: { 'content-type': 'application/zip' },
    body: Buffer.from(found.archive, 'base64'),
  };
}
