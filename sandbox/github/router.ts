import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { FaultList } from '../faults';
import { disturb, isTruncated, leaveUnanswered, sendHalf, type Disturbance } from '../http-faults';
import { authenticate } from './authenticate';
import { commitFiles } from './commit-files';
import { Refusal, type Endpoint } from './endpoint';
import { allEndpoints, rateLimitOperation } from './endpoints/all';
import {
  jsonOutgoing,
  primaryLimit,
  refusalOutgoing,
  secondaryLimit,
  type Outgoing,
} from './exchange';
import type { GitHubFault } from './faults';
import { GitHubGraphQL } from './graphql/execute';
import { serveEndpoint, type Incoming, type Service } from './serve-endpoint';
import { gitRoutes, serveGit } from './serve-git';
import { storedFile } from './stored-file';

type Environment = { Bindings: HttpBindings };

export interface LoggedRequest {
  readonly method: string;
  /** With the query, without the `/api/v3` prefix. */
  readonly path: string;
  readonly status: number;
  /** The status of a connection that a fault dropped is 0. */
  readonly login: string | undefined;
}

/** The routes of the loopback GitHub, with faults and the request log around each. */
export function router(
  service: Service,
  faults: FaultList<GitHubFault>,
  requests: LoggedRequest[],
): Hono<Environment> {
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
      const request = { method: incoming.method, path: decoded(path), body: incoming.text };
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
      let answer: Disturbance = await before(service, effects);
      answer ??= await guarded(() => work(incoming, context));
      if (typeof answer === 'object') answer = (await disturb(effects, 'after')) ?? answer;
      if (answer === 'drop' || answer === 'hang') {
        log(0);
        return leaveUnanswered(context.env, answer);
      }
      log(answer.status);
      const outgoing = { ...answer, headers: withIds(answer.headers) };
      return isTruncated(effects) ? sendHalf(context.env, outgoing) : send(outgoing);
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
      `${prefix}/_stored/:owner/:repo/:kind/:id`,
      handle(prefix, (_incoming, context) => {
        const { owner = '', repo = '', kind = '', id = '' } = context.req.param();
        return storedFile(service.world, { owner, repo, kind, id });
      }),
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
  for (const [method, route] of gitRoutes)
    app.on(
      method,
      `/:owner/:repo${route}`,
      handle('', (incoming, context) => {
        const { owner = '', repo = '' } = context.req.param() as Record<string, string>;
        return serveGit(service.world, { owner, repo }, route, incoming);
      }),
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
  const isBodiless = ['GET', 'HEAD'].includes(context.req.method);
  const bytes = Buffer.from(isBodiless ? [] : new Uint8Array(await context.req.arrayBuffer()));
  return {
    method: context.req.method,
    url,
    text: bytes.toString('utf8'),
    bytes,
    links: { api: `${url.origin}${prefix}`, web: url.origin },
    header: (name) => context.req.header(name),
  };
}

async function before(service: Service, effects: readonly GitHubFault[]): Promise<Disturbance> {
  const disturbance = await disturb(effects, 'before');
  if (disturbance !== undefined) return disturbance;
  for (const effect of effects) {
    if (effect.kind === 'secondaryLimit') return refusalOutgoing(secondaryLimit(effect.retryAfter));
    if (effect.kind === 'primaryLimit')
      return refusalOutgoing(primaryLimit(service.rates.limit, service.world, effect.resetIn));
    if (effect.kind === 'meanwhile') await effect.act();
    if (effect.kind === 'staleHead')
      await commitFiles(service.world, {
        ...effect,
        files: { '.stale-head': service.world.nextId().toString() },
        message: 'Injected conflict',
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

function withIds(headers: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...headers,
    'x-github-request-id': randomBytes(8).toString('hex'),
    'x-github-media-type': 'github.v3; format=json',
  };
}

function send({ status, headers, body }: Outgoing): Response {
  return new Response(typeof body === 'string' || body === null ? body : new Uint8Array(body), {
    status,
    headers,
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
  const violation = service.description.response(rateLimitOperation, 200, body);
  if (violation !== undefined) throw new Refusal(500, violation);
  return jsonOutgoing(200, body, service.rates.headers(token, 'core'));
}

/** Clients differ in what they encode: Octokit sends `heads%2Fmain`, go-github `heads/main`. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
