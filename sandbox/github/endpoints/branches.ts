import {
  notFound,
  ok,
  onRepository,
  page,
  param,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { apiCommit } from '../render/commit';
import { encodePath, fullName, repoApi, repoWeb } from '../render/links';
import { restProtection } from '../render/protection';
import { protectionFor, rulesetsFor } from '../rules';

const isProtected = (call: RepositoryCall, branch: string): boolean =>
  protectionFor(call.repo, branch) !== undefined ||
  rulesetsFor(call.world.rulesetsOf(call.repo), call.repo, branch).some(
    (ruleset) => ruleset.enforcement === 'active',
  );

/** Branches, and the rules that apply to one. */
export const branchEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}/branches', ['contents', 'read'], async (call) => {
    const api = repoApi(call.links, call.repo);
    const branches = (await call.git.refs('refs/heads')).map(({ ref, sha }) => {
      const name = ref.slice('refs/heads/'.length);
      return {
        name,
        commit: { sha, url: `${api}/commits/${sha}` },
        protected: isProtected(call, name),
      };
    });
    const wanted = call.query.get('protected');
    return page(
      wanted === null ? branches : branches.filter((one) => String(one.protected) === wanted),
    );
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/branches/{branch}',
    ['contents', 'read'],
    async (call) => {
      const name = param(call, 'branch');
      const sha = await call.git.resolve(`refs/heads/${name}`);
      if (sha === undefined) throw notFound('Branch not found');
      const url = `${repoApi(call.links, call.repo)}/branches/${encodeURIComponent(name)}`;
      const classic = protectionFor(call.repo, name);
      const checks = classic?.requiredStatusChecks.map((check) => check.context) ?? [];
      return ok({
        name,
        commit: apiCommit(call.links, call.repo, await call.git.commit(sha)),
        _links: { self: url, html: `${repoWeb(call.links, call.repo)}/tree/${encodePath(name)}` },
        protected: isProtected(call, name),
        protection: {
          enabled: classic !== undefined,
          required_status_checks: {
            enforcement_level: classic?.requiresStatusChecks === true ? 'non_admins' : 'off',
            contexts: checks,
            checks:
              classic === undefined ? [] : restProtection(call.links, call.repo, classic).checks,
          },
        },
        protection_url: `${url}/protection`,
      });
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    ['metadata', 'read'],
    (call) => {
      const branch = param(call, 'branch');
      const rules = rulesetsFor(call.world.rulesetsOf(call.repo), call.repo, branch)
        .filter((ruleset) => ruleset.enforcement === 'active')
        .flatMap((ruleset) =>
          ruleset.rules.map((rule) => ({
            ...rule,
            ...('owner' in ruleset
              ? { ruleset_source_type: 'Organization', ruleset_source: ruleset.owner }
              : { ruleset_source_type: 'Repository', ruleset_source: fullName(call.repo) }),
            ruleset_id: ruleset.id,
          })),
        );
      return page(rules);
    },
  ),
];
