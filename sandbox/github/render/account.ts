import type { Account } from '../state';
import type { Links } from './links';

/** Opaque node ids: a prefix by kind and the database id. */
export const accountNodeId = (account: Account): string =>
  `${account.type === 'Organization' ? 'O' : account.type === 'Bot' ? 'BOT' : 'U'}_${account.id}`;

export function simpleUser(links: Links, account: Account): Record<string, unknown> {
  const url = `${links.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNodeId(account),
    avatar_url: `${links.web}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${links.web}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function publicUser(links: Links, account: Account): Record<string, unknown> {
  return {
    ...simpleUser(links, account),
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

export function privateUser(links: Links, account: Account): Record<string, unknown> {
  return {
    ...publicUser(links, account),
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

export function organization(links: Links, account: Account): Record<string, unknown> {
  const url = `${links.api}/orgs/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNodeId(account),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.web}/avatars/u/${account.id}`,
    description: null,
    name: account.login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${links.web}/${encodeURIComponent(account.login)}`,
    type: 'Organization',
    created_at: account.createdAt,
    updated_at: account.createdAt,
    archived_at: null,
    ...(account.plan === undefined
      ? {}
      : { plan: { name: account.plan, space: 0, private_repos: 0, filled_seats: 1, seats: 1 } }),
  };
}
