import { randomBytes } from 'node:crypto';
import { createAdaptorServer } from '@hono/node-server';
import { FaultList } from '../faults';
import { listen } from '../listen';
import type { GitHubFault } from './faults';
import { gitHubDescription } from './openapi';
import { RateLimiter } from './rate-limit';
import { router, type LoggedRequest } from './router';
import type { Service } from './serve-endpoint';
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

/** A running loopback GitHub and the in-process handle on what is in it. */
export interface GitHubServer {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The administrator's token. */
  readonly token: string;
  readonly world: GitHubWorld;
  readonly faults: FaultList<GitHubFault>;
  readonly requests: readonly LoggedRequest[];
  /** Answers that broke GitHub's published description; a test asserts that there are none. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

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
    description: gitHubDescription(),
    rates: new RateLimiter(options.rateLimit ?? 5000, clock),
    violations: [],
  };
  const faults = new FaultList<GitHubFault>();
  const requests: LoggedRequest[] = [];
  const app = router(service, faults, requests);
  const listening = await listen(createAdaptorServer({ fetch: app.fetch }), options.port ?? 0);
  return {
    url: listening.url,
    port: listening.port,
    token,
    world,
    faults,
    requests,
    violations: service.violations,
    close: async () => {
      await listening.close();
      await world.close();
      await world.save();
    },
  };
}
