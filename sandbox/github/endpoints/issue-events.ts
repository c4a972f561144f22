import { notFound, ok, onRepository, page, param, type Endpoint } from '../endpoint';
import { simpleUser } from '../render/account';
import { repoApi } from '../render/links';
import type { Token } from '../tokens';
import type { GitHubWorld } from '../world-state';
import { issueOf } from './comments';

const roles: readonly Token['role'][] = ['admin', 'maintain', 'write', 'triage', 'read'];

/** The highest role of someone's tokens; whoever has none may read, as everyone may in a public repository. */
function roleOf(world: GitHubWorld, login: string): Token['role'] {
  const own = [...world.tokens.values()].filter(
    (token) => token.login.toLowerCase() === login.toLowerCase(),
  );
  return roles.find((role) => own.some((token) => token.role === role)) ?? 'read';
}

/** What happened to an issue, and who may do what. https://docs.github.com/en/rest/issues/events */
export const issueEventEndpoints: readonly Endpoint[] = [
  onRepository(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
    ['issues', 'read'],
    (call) => {
      const { number } = issueOf(call);
      const events = (call.repo.issueEvents ?? []).filter((one) => one.issue === number);
      return page(
        events.map(({ id, event, actor, label, createdAt }) => ({
          id,
          node_id: `LE_${id}`,
          url: `${repoApi(call.links, call.repo)}/issues/events/${id}`,
          actor: simpleUser(call.links, call.world.account(actor)),
          event,
          commit_id: null,
          commit_url: null,
          created_at: createdAt,
          performed_via_github_app: null,
          ...(label === undefined
            ? {}
            : {
                label: {
                  name: label,
                  color: call.repo.labels.find((one) => one.name === label)?.color ?? 'ededed',
                },
              }),
        })),
      );
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    ['metadata', 'read'],
    (call) => {
      const account = call.world.findAccount(param(call, 'username'));
      if (account === undefined) throw notFound();
      const role = roleOf(call.world, account.login);
      const may = (least: Token['role']): boolean => roles.indexOf(role) <= roles.indexOf(least);
      return ok({
        // The older field knows three levels only.
        permission: may('admin') ? 'admin' : may('write') ? 'write' : 'read',
        role_name: role,
        user: {
          ...simpleUser(call.links, account),
          permissions: {
            pull: true,
            triage: may('triage'),
            push: may('write'),
            maintain: may('maintain'),
            admin: may('admin'),
          },
          role_name: role,
        },
      });
    },
  ),
];
