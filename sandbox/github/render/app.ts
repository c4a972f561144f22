import type { GitHubWorld } from '../world-state';
import { simpleUser } from './account';
import type { Links } from './links';

/** A GitHub App (`integration`). */
export function renderApp(world: GitHubWorld, links: Links, id: number): Record<string, unknown> {
  const app = world.apps.get(id);
  const slug = world.appSlug(id);
  const owner = world.account(app?.owner ?? 'github', 'Organization');
  return {
    id,
    slug,
    node_id: `A_${id}`,
    client_id: `Iv1.${id.toString(16).padStart(16, '0')}`,
    owner: simpleUser(links, owner),
    name: slug,
    description: '',
    external_url: links.web,
    html_url: `${links.web}/apps/${slug}`,
    created_at: owner.createdAt,
    updated_at: owner.createdAt,
    permissions: app?.permissions ?? { actions: 'write', checks: 'write', contents: 'write' },
    events: [],
  };
}
