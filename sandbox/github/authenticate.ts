import { jwtLogin, verifyAppToken } from './endpoints/apps';
import { Refusal } from './endpoint';
import type { Token } from './tokens';
import type { GitHubWorld } from './world-state';

/** Who sends a request, from its Authorization header; refuses what GitHub refuses with 401. */
export function authenticate(world: GitHubWorld, header: string | undefined): Token {
  const secret = secretOf(header);
  if (secret === undefined) throw new Refusal(401, 'Requires authentication');
  const known = world.tokens.get(secret);
  if (known !== undefined) {
    if (known.expiresAt !== undefined && known.expiresAt <= world.clock().toISOString())
      throw new Refusal(401, 'Bad credentials');
    return known;
  }
  const app = verifyAppToken(world, secret);
  if (app === undefined) throw new Refusal(401, 'Bad credentials');
  return {
    token: secret,
    login: jwtLogin,
    kind: 'app',
    permissions: {},
    role: 'read',
    appId: app.id,
    repositories: [],
  };
}

function secretOf(header: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return value;
    case 'basic':
      return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
    default:
      return undefined;
  }
}
