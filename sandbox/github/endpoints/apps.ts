import { createPublicKey, createVerify, randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  created,
  idParam,
  notFound,
  ok,
  onWorld,
  page,
  param,
  read,
  Refusal,
  type Call,
  type Endpoint,
} from '../endpoint';
import { simpleUser } from '../render/account';
import { renderApp } from '../render/app';
import type { App, GitHubWorld } from '../world-state';

/** A JSON Web Token of a GitHub App: RS256, signed by the App's key, at most ten minutes long. Undefined if it is none. */
export function verifyAppToken(world: GitHubWorld, token: string): App | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (signature === '' || rest.length > 0) return undefined;
  const decode = (part: string): unknown => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
    } catch {
      return undefined;
    }
  };
  const claims = z
    .object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() })
    .safeParse(decode(payload));
  const algorithm = z.object({ alg: z.literal('RS256') }).safeParse(decode(header));
  if (!claims.success || !algorithm.success) return undefined;
  const app = world.apps.get(Number(claims.data.iss));
  if (app === undefined) return undefined;
  const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verify.verify(createPublicKey(app.publicKey), Buffer.from(signature, 'base64url')))
    return undefined;
  const now = Math.floor(world.clock().getTime() / 1000);
  const { iat, exp } = claims.data;
  return exp > now && iat <= now + 60 && exp - now <= 600 ? app : undefined;
}

function installation(call: Call, app: App): Record<string, unknown> {
  const owner = call.world.account(app.owner, 'Organization');
  const id = installationId(app);
  return {
    id,
    account: simpleUser(call.links, owner),
    repository_selection: app.repositories === undefined ? 'all' : 'selected',
    access_tokens_url: `${call.links.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${call.links.api}/installation/repositories`,
    html_url: `${call.links.web}/organizations/${app.owner}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: owner.id,
    target_type: owner.type,
    permissions: app.permissions,
    events: [],
    created_at: owner.createdAt,
    updated_at: owner.createdAt,
    single_file_name: null,
    suspended_by: null,
    suspended_at: app.suspendedAt ?? null,
  };
}

/** An App has one installation here, on its owner; its id follows from the App's. */
export const installationId = (app: App): number => app.id + 1_000_000;

function appOf(call: Call): App {
  const app = call.actor.appId === undefined ? undefined : call.world.apps.get(call.actor.appId);
  if (app === undefined || call.actor.login !== jwtLogin)
    throw new Refusal(401, 'A JSON web token could not be decoded');
  return app;
}

/** Stands for the App itself, which acts by its JSON Web Token and not by an installation token. */
export const jwtLogin = 'app:jwt';

/** GitHub Apps. https://docs.github.com/en/rest/apps/apps */
export const appEndpoints: readonly Endpoint[] = [
  onWorld('GET /app', (call) => ok(renderApp(call.world, call.links, appOf(call).id))),
  onWorld('GET /app/installations', (call) => page([installation(call, appOf(call))])),
  onWorld('GET /app/installations/{installation_id}', (call) => {
    const app = appOf(call);
    if (idParam(call, 'installation_id') !== installationId(app)) throw notFound();
    return ok(installation(call, app));
  }),
  onWorld('GET /repos/{owner}/{repo}/installation', (call) => {
    const app = appOf(call);
    const repo = call.world.repository(param(call, 'owner'), param(call, 'repo'));
    const isInstalled =
      repo?.owner.toLowerCase() === app.owner.toLowerCase() &&
      app.repositories?.includes(`${repo.owner}/${repo.name}`) !== false;
    if (!isInstalled) throw notFound();
    return ok(installation(call, app));
  }),
  onWorld('POST /app/installations/{installation_id}/access_tokens', (call) => {
    const app = appOf(call);
    if (idParam(call, 'installation_id') !== installationId(app)) throw notFound();
    const input = read(
      call,
      z.object({
        repositories: z.array(z.string()).optional(),
        permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
      }),
    );
    const permissions = input.permissions ?? app.permissions;
    const excess = Object.entries(permissions).find(
      ([name, level]) => app.permissions[name] !== 'write' && app.permissions[name] !== level,
    );
    if (excess !== undefined)
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    if (app.suspendedAt !== undefined)
      throw new Refusal(403, 'This installation has been suspended');
    const limited = input.repositories?.map((name) => `${app.owner}/${name}`) ?? app.repositories;
    const token = `ghs_${randomBytes(27).toString('base64url')}`;
    const expiresAt = new Date(call.world.clock().getTime() + 3_600_000).toISOString();
    call.world.account(`${app.slug}[bot]`, 'Bot');
    call.world.tokens.set(token, {
      token,
      login: `${app.slug}[bot]`,
      kind: 'app',
      permissions,
      role: 'write',
      appId: app.id,
      expiresAt,
      ...(limited === undefined ? {} : { repositories: limited }),
    });
    return created({
      token,
      expires_at: expiresAt,
      permissions,
      repository_selection: limited === undefined ? 'all' : 'selected',
    });
  }),
];
