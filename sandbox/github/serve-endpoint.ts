import { authenticate } from './authenticate';
import { Refusal, type Answer, type Call, type Endpoint } from './endpoint';
import { jwtLogin } from './endpoints/apps';
import { etagOf, jsonOutgoing, linkHeader, type Outgoing } from './exchange';
import type { GitHubDescription } from './openapi';
import type { RateLimiter } from './rate-limit';
import type { Links } from './render/links';
import type { RepositoryState } from './state';
import { hasPermission, seesRepository, type Token } from './tokens';
import type { GitHubWorld } from './world-state';

/** A request as far as endpoints care: free of the HTTP library. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly links: Links;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
  /** The body as it came; git's is no text. */
  readonly bytes: Uint8Array;
}

export interface Service {
  readonly world: GitHubWorld;
  readonly description: GitHubDescription;
  readonly rates: RateLimiter;
  /** Answers that broke the vendor's description, for tests to look at. */
  readonly violations: string[];
}

/** What private repositories have in paid plans only. */
const paidOnly = /\/rulesets\b|\/rules\/branches\/|\/protection\b/;

/** Takes one REST request through authentication, limits, permissions, the endpoint and both schema checks. */
export async function serveEndpoint(
  service: Service,
  endpoint: Endpoint,
  params: Readonly<Record<string, string>>,
  incoming: Incoming,
): Promise<Outgoing> {
  const { world, rates } = service;
  const actor = authenticate(world, incoming.header('authorization'));
  const standing = {
    ...rates.headers(actor.token, 'core'),
    ...(actor.kind === 'classic'
      ? { 'x-oauth-scopes': (actor.scopes ?? []).join(', '), 'x-accepted-oauth-scopes': 'repo' }
      : {}),
  };
  if (rates.state(actor.token, 'core').remaining === 0)
    throw new Refusal(
      403,
      `API rate limit exceeded for user ID ${world.account(actor.login).id}.`,
      undefined,
      standing,
    );
  const answer = await answerOf(service, endpoint, params, incoming, actor).catch(
    (error: unknown) => {
      rates.count(actor.token, 'core');
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(error.status, error.message, error.errors, {
        ...standing,
        ...rates.headers(actor.token, 'core'),
        ...error.headers,
      });
    },
  );
  if (incoming.method !== 'GET') await world.save();
  const outgoing = render(answer, incoming);
  const violation =
    answer.bytes === undefined
      ? service.description.response(endpoint.operation, answer.status, bodyOf(outgoing))
      : undefined;
  if (violation !== undefined) {
    service.violations.push(`${endpoint.operation}: ${violation}`);
    throw new Refusal(
      500,
      `The sandbox broke GitHub's description of ${endpoint.operation}: ${violation}`,
    );
  }
  const etag = outgoing.body === null ? undefined : etagOf(outgoing.body, actor.token);
  const isRead = incoming.method === 'GET';
  const unchanged = isRead && etag !== undefined && incoming.header('if-none-match') === etag;
  if (!unchanged) rates.count(actor.token, 'core');
  const headers = {
    ...standing,
    ...rates.headers(actor.token, 'core'),
    ...outgoing.headers,
    ...(etag === undefined ? {} : { etag }),
    ...(isRead && etag !== undefined
      ? { 'cache-control': 'private, max-age=60, s-maxage=60' }
      : {}),
  };
  return unchanged ? { status: 304, headers, body: null } : { ...outgoing, headers };
}

async function answerOf(
  service: Service,
  endpoint: Endpoint,
  params: Readonly<Record<string, string>>,
  incoming: Incoming,
  actor: Token,
): Promise<Answer> {
  const { world, description } = service;
  const body = parseBody(incoming.text);
  const call: Call = {
    world,
    actor,
    params,
    query: incoming.url.searchParams,
    body,
    links: incoming.links,
  };
  const checkBody = (): void => {
    if (incoming.method === 'GET' || (incoming.method === 'DELETE' && body === undefined)) return;
    const violation = description.request(endpoint.operation, described(endpoint, body ?? {}));
    if (violation !== undefined) throw new Refusal(422, `Invalid request.\n\n${violation}`);
  };
  if (endpoint.scope === 'global') {
    checkBody();
    return endpoint.handle(call);
  }
  const repo = world.repository(params.owner ?? '', params.repo ?? '');
  if (repo === undefined || actor.login === jwtLogin || !seesRepository(actor, repo))
    throw new Refusal(404, 'Not Found');
  const [permission = 'metadata', level = 'read'] = endpoint.needs ?? [];
  const isPermitted =
    hasPermission(actor, permission, level) ||
    // What pull requests share with issues needs the right to either.
    (permission === 'issues' &&
      namesPullRequest(repo, params) &&
      hasPermission(actor, 'pull_requests', level));
  if (!isPermitted) {
    // A classic token without the scope gets 404; the other kinds get an error that names the missing permission.
    if (actor.kind === 'classic') throw new Refusal(404, 'Not Found');
    const kind = actor.kind === 'fine-grained' ? 'personal access token' : 'integration';
    throw new Refusal(403, `Resource not accessible by ${kind}`, undefined, {
      'x-accepted-github-permissions': `${permission}=${level}`,
    });
  }
  const { plan } = world.account(repo.owner);
  if (plan === 'free' && repo.settings.private === true && paidOnly.test(endpoint.operation))
    throw new Refusal(
      403,
      'Upgrade to GitHub Pro or make this repository public to enable this feature.',
    );
  checkBody();
  return endpoint.handle({ ...call, repo, git: world.git(repo) });
}

function namesPullRequest(
  repo: RepositoryState,
  params: Readonly<Record<string, string>>,
): boolean {
  const comment = repo.comments.find((one) => String(one.id) === params.comment_id);
  const number = params.issue_number ?? String(comment?.issue);
  return repo.issues.some((one) => String(one.number) === number && one.pull !== undefined);
}

function described(endpoint: Endpoint, body: unknown): unknown {
  const { undescribed = [] } = endpoint;
  if (undescribed.length === 0 || typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !undescribed.includes(name)));
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function render(answer: Answer, incoming: Incoming): Outgoing {
  const headers = { ...answer.headers };
  if (answer.bytes !== undefined)
    return {
      status: answer.status,
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body: answer.bytes,
    };
  if (answer.list === undefined) {
    if (answer.body === undefined) return { status: answer.status, headers, body: null };
    return jsonOutgoing(answer.status, answer.body, headers);
  }
  const { items, key } = answer.list;
  const query = incoming.url.searchParams;
  const size = Math.max(1, Math.min(100, Number(query.get('per_page') ?? 30) || 30));
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const shown = items.slice((page - 1) * size, page * size);
  const link = linkHeader(incoming.url, page, Math.ceil(items.length / size));
  return jsonOutgoing(
    answer.status,
    key === undefined ? shown : { total_count: items.length, [key]: shown, ...answer.besideList },
    { ...headers, ...link },
  );
}

const bodyOf = (outgoing: Outgoing): unknown =>
  outgoing.body === null ? undefined : (JSON.parse(outgoing.body.toString()) as unknown);
