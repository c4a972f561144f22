import { randomBytes } from 'node:crypto';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { FaultList, type HttpFault } from '../faults';
import { disturb, isTruncated, leaveUnanswered, sendHalf, type RawAnswer } from '../http-faults';
import { listen, type Listening } from '../listen';
import { chatMethods } from './chat';
import { conversationMethods } from './conversations';
import { SlackRefusal, type Arguments, type SlackMethod } from './method';
import { SlackWorld } from './slack-world';
import { usergroupMethods } from './usergroups';
import { receiveWebhook } from './webhook';

export interface SlackOptions {
  /** Holds `slack.json`. */
  readonly directory: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The bot's token; a random one by default. */
  readonly token?: string;
  readonly clock?: () => Date;
  /** Scopes of the token; those that Gatehouse's channels and user groups take by default. */
  readonly scopes?: readonly string[];
}

const defaultScopes: readonly string[] = [
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'groups:read',
  'groups:write',
  'usergroups:read',
  'usergroups:write',
];

/** What can go wrong with a request to the loopback Slack. */
type SlackFault =
  | HttpFault
  /** Too fast: 429 with Retry-After in seconds, as webhooks and methods answer it. */
  | { readonly kind: 'rateLimited'; readonly retryAfter: number };

interface SlackRequest {
  readonly method: string;
  readonly path: string;
  /** 0 for a connection that a fault dropped. */
  readonly status: number;
}

/** A running loopback Slack. */
export interface SlackServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash; the Web API is below `/api`. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly world: SlackWorld;
  readonly faults: FaultList<SlackFault>;
  readonly requests: readonly SlackRequest[];
  /** Address of the incoming webhook of a channel; both are made on first use. A secret, as with Slack. */
  webhookUrl(channel: string): Promise<string>;
  close(): Promise<void>;
}

type Environment = { Bindings: HttpBindings };

const methods: Readonly<Record<string, SlackMethod>> = {
  ...chatMethods,
  ...conversationMethods,
  ...usergroupMethods,
};

/** Starts a Slack on 127.0.0.1: incoming webhooks at `/services/…`, the Web API at `/api/…`. */
export async function startSlack(options: SlackOptions): Promise<SlackServer> {
  const world = new SlackWorld(options.directory, options.clock ?? (() => new Date()));
  const token = options.token ?? `xoxb-${randomBytes(24).toString('hex')}`;
  const faults = new FaultList<SlackFault>();
  const requests: SlackRequest[] = [];
  const app = new Hono<Environment>();
  app.all('*', (context) =>
    serve(context, { world, token, faults, requests, scopes: options.scopes ?? defaultScopes }),
  );
  const listening: Listening = await listen(
    createAdaptorServer({ fetch: app.fetch }),
    options.port ?? 0,
  );
  await world.save();
  return {
    url: listening.url,
    port: listening.port,
    token,
    world,
    faults,
    requests,
    webhookUrl: async (channel) => `${listening.url}${(await world.webhook(channel)).path}`,
    close: async () => {
      await listening.close();
      await world.save();
    },
  };
}

interface Service {
  readonly world: SlackWorld;
  readonly token: string;
  readonly faults: FaultList<SlackFault>;
  readonly requests: SlackRequest[];
  readonly scopes: readonly string[];
}

async function serve(context: Context<Environment>, service: Service): Promise<Response> {
  const { method, path } = context.req;
  const body = await context.req.text();
  const effects = service.faults.take({ method, path, body });
  const log = (status: number): void => {
    service.requests.push({ method, path, status });
  };
  const limited = effects.find((effect) => effect.kind === 'rateLimited');
  let answer = await disturb(effects, 'before');
  if (limited !== undefined) answer ??= rateLimited(path, limited.retryAfter);
  answer ??= await answerTo(context, service, body);
  if (typeof answer === 'object') answer = (await disturb(effects, 'after')) ?? answer;
  if (answer === 'drop' || answer === 'hang') {
    log(0);
    return leaveUnanswered(context.env, answer);
  }
  log(answer.status);
  if (isTruncated(effects)) return sendHalf(context.env, answer);
  return new Response(answer.body === null ? null : answer.body.toString(), {
    status: answer.status,
    headers: answer.headers,
  });
}

async function answerTo(
  context: Context<Environment>,
  service: Service,
  body: string,
): Promise<RawAnswer> {
  const { path, method } = context.req;
  const contentType = context.req.header('content-type') ?? '';
  if (path.startsWith('/services/')) {
    if (method !== 'POST') return { status: 405, headers: {}, body: 'method_not_allowed' };
    return receiveWebhook(service.world, path, contentType, body);
  }
  if (!path.startsWith('/api/')) return { status: 404, headers: {}, body: 'Not Found' };
  const args = {
    ...Object.fromEntries(new URL(context.req.url).searchParams),
    ...parse(contentType, body),
  };
  return call(service, path.slice('/api/'.length), context.req.header('authorization'), args);
}

async function call(
  { world, token, scopes }: Service,
  name: string,
  authorization: string | undefined,
  args: Arguments,
): Promise<RawAnswer> {
  try {
    const given = authorization?.replace(/^Bearer\s*/i, '') ?? args.token;
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw new SlackRefusal('unknown_method');
    if (given === undefined || given === '') throw new SlackRefusal('not_authed');
    if (given !== token) throw new SlackRefusal('invalid_auth');
    const answer = await method(world, args);
    await world.save();
    return json({ ok: true, ...answer }, { 'x-oauth-scopes': scopes.join(',') });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const messages = error.details;
    return json({
      ok: false,
      error: error.error,
      ...(messages.length > 0 ? { errors: messages, response_metadata: { messages } } : {}),
    });
  }
}

function parse(contentType: string, body: string): Arguments {
  if (!contentType.startsWith('application/json'))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null ? (value as Arguments) : {};
  } catch {
    return {};
  }
}

function rateLimited(path: string, retryAfter: number): RawAnswer {
  const headers = { 'retry-after': String(retryAfter) };
  return path.startsWith('/api/')
    ? { ...json({ ok: false, error: 'ratelimited' }, headers), status: 429 }
    : { status: 429, headers: { 'content-type': 'text/html', ...headers }, body: 'rate_limited' };
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): RawAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
