import { createHash } from 'node:crypto';
import { notFound, ok, onWorld, param, Refusal, type Endpoint } from '../endpoint';
import { organization, privateUser, publicUser, simpleUser } from '../render/account';

/** Users, organisations and what the server says about itself. */
export const accountEndpoints: readonly Endpoint[] = [
  onWorld('GET /user', (call) => {
    if (call.actor.kind === 'app' || call.actor.kind === 'actions')
      throw new Refusal(403, 'Resource not accessible by integration');
    return ok(privateUser(call.links, call.world.account(call.actor.login)));
  }),
  onWorld('GET /users/{username}', (call) => {
    const account = call.world.findAccount(param(call, 'username'));
    if (account === undefined) throw notFound();
    return ok(publicUser(call.links, account));
  }),
  onWorld('GET /orgs/{org}', (call) => {
    const account = call.world.findAccount(param(call, 'org'));
    if (account?.type !== 'Organization') throw notFound();
    return ok(organization(call.links, account));
  }),
  onWorld('GET /user/memberships/orgs/{org}', (call) => {
    const { links, actor, world } = call;
    const org = world.findAccount(param(call, 'org'));
    if (actor.kind === 'app' || actor.kind === 'actions')
      throw new Refusal(403, 'Resource not accessible by integration');
    if (org?.type !== 'Organization') throw notFound();
    const { login, id, node_id, url, repos_url, events_url, ...rest } = organization(links, org);
    const { hooks_url, issues_url, members_url, public_members_url } = rest;
    const urls = { url, repos_url, events_url, hooks_url, issues_url, members_url };
    const simple = { login, id, node_id, ...urls, public_members_url };
    return ok({
      url: `${links.api}/orgs/${org.login}/memberships/${actor.login}`,
      state: 'active',
      role: actor.role === 'admin' ? 'admin' : 'member',
      organization_url: url,
      organization: { ...simple, avatar_url: rest.avatar_url, description: null },
      user: simpleUser(links, world.account(actor.login)),
    });
  }),
  onWorld('GET /meta', (call) => {
    const fingerprint = createHash('sha256').update(call.links.web).digest('base64');
    return ok({
      verifiable_password_authentication: false,
      ssh_key_fingerprints: { SHA256_ED25519: fingerprint },
    });
  }),
];
