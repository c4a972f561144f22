import { z } from 'zod';
import {
  created,
  invalid,
  noContent,
  notFound,
  ok,
  onRepository,
  onWorld,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { fullRepository } from '../render/repository';
import { securityAndAnalysis } from '../security-and-analysis';
import { seesAdministration, seesRepository } from '../tokens';
import { patchedSettings } from './repository-options';

const render = ({
  links,
  repo,
  world,
  actor,
}: Pick<RepositoryCall, 'links' | 'repo' | 'world' | 'actor'>): Record<string, unknown> => ({
  ...fullRepository(links, repo, world.account(repo.owner), actor.role),
  ...(seesAdministration(actor)
    ? { security_and_analysis: securityAndAnalysis(repo.settings) }
    : {}),
});

const patch = z.looseObject({ name: z.string().optional(), default_branch: z.string().optional() });

const creation = z.looseObject({
  name: z.string(),
  private: z.boolean().optional(),
  visibility: z.string().optional(),
});

/** What a repository is made from, or who gets access to it; all else is a setting of it. */
const madeFrom: ReadonlySet<string> = new Set([
  ...['auto_init', 'gitignore_template', 'license_template', 'team_id'],
]);

/** Repositories themselves and their on/off security settings. */
export const repositoryEndpoints: readonly Endpoint[] = [
  onRepository('GET /repos/{owner}/{repo}', ['metadata', 'read'], (call) => ok(render(call))),
  onRepository('PATCH /repos/{owner}/{repo}', ['administration', 'write'], async (call) => {
    const { name: _name, default_branch, ...settings } = read(call, patch);
    if (default_branch !== undefined && default_branch !== call.repo.defaultBranch) {
      const ref = `refs/heads/${default_branch}`;
      if ((await call.git.resolve(ref)) === undefined)
        throw invalid(
          'Repository',
          'default_branch',
          'invalid',
          `The branch ${default_branch} was not found. Please push that ref first or create it via the Git Data API.`,
        );
      await call.git.git(['symbolic-ref', 'HEAD', ref]);
      call.repo.defaultBranch = default_branch;
    }
    call.repo.settings = patchedSettings(call, settings);
    if (typeof settings.visibility === 'string')
      call.repo.settings.private = settings.visibility !== 'public';
    call.repo.updatedAt = call.world.now();
    return ok(render(call));
  }),
  onRepository('DELETE /repos/{owner}/{repo}', ['administration', 'write'], async (call) => {
    await call.world.deleteRepository(call.repo);
    return noContent;
  }),
  onWorld('POST /orgs/{org}/repos', async (call) => {
    const { name, ...given } = read(call, creation);
    const settings = Object.fromEntries(
      Object.entries(given).filter(([key]) => !madeFrom.has(key)),
    );
    const org = param(call, 'org');
    if (call.world.findAccount(org)?.type !== 'Organization') throw notFound();
    if (call.world.repository(org, name) !== undefined)
      throw invalid('Repository', 'name', 'custom', 'name already exists on this account');
    const repo = await call.world.createRepository(org, name);
    const isPrivate =
      given.visibility === undefined ? given.private === true : given.visibility !== 'public';
    repo.settings = { ...settings, private: isPrivate };
    return created(render({ ...call, repo }));
  }),
  onWorld('GET /orgs/{org}/repos', (call) => {
    const org = param(call, 'org').toLowerCase();
    const repos = call.world
      .repositories()
      .filter((repo) => repo.owner.toLowerCase() === org)
      .filter((repo) => seesRepository(call.actor, repo));
    return page(
      repos.map((repo) => fullRepository(call.links, repo, call.world.account(repo.owner))),
    );
  }),
  onWorld('GET /installation/repositories', (call) => {
    const { actor, world, links } = call;
    if (actor.kind !== 'app' && actor.kind !== 'actions')
      throw new Refusal(403, 'You must authenticate with an installation access token');
    const app = actor.appId === undefined ? undefined : world.apps.get(actor.appId);
    const repos = world
      .repositories()
      .filter((repo) => repo.owner.toLowerCase() === app?.owner.toLowerCase())
      .filter((repo) => seesRepository(actor, repo));
    return {
      ...page(
        repos.map((repo) => fullRepository(links, repo, world.account(repo.owner))),
        'repositories',
      ),
      besideList: { repository_selection: actor.repositories === undefined ? 'all' : 'selected' },
    };
  }),
  onRepository('GET /repos/{owner}/{repo}/topics', ['metadata', 'read'], (call) =>
    ok({ names: Array.isArray(call.repo.settings.topics) ? call.repo.settings.topics : [] }),
  ),
  onRepository('PUT /repos/{owner}/{repo}/topics', ['administration', 'write'], (call) => {
    const { names } = read(call, z.object({ names: z.array(z.string()) }));
    call.repo.settings = { ...call.repo.settings, topics: names };
    return ok({ names });
  }),
  onRepository(
    'GET /repos/{owner}/{repo}/vulnerability-alerts',
    ['administration', 'read'],
    (call) => {
      if (!call.repo.vulnerabilityAlerts) throw notFound('Vulnerability alerts are disabled.');
      return noContent;
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/dependabot/alerts',
    ['vulnerability_alerts', 'read'],
    // No advisory is about a package here.
    (call) => {
      if (!call.repo.vulnerabilityAlerts)
        throw new Refusal(403, 'Dependabot alerts are disabled for this repository.');
      return page([]);
    },
  ),
  onRepository(
    'PUT /repos/{owner}/{repo}/vulnerability-alerts',
    ['administration', 'write'],
    (call) => {
      call.repo.vulnerabilityAlerts = true;
      return noContent;
    },
  ),
  onRepository(
    'DELETE /repos/{owner}/{repo}/vulnerability-alerts',
    ['administration', 'write'],
    (call) => {
      call.repo.vulnerabilityAlerts = false;
      call.repo.automatedSecurityFixes = false;
      return noContent;
    },
  ),
  onRepository(
    'GET /repos/{owner}/{repo}/automated-security-fixes',
    ['administration', 'read'],
    (call) => {
      // The page says 404 when Dependabot is not enabled; the answer with `enabled: false` is what clients get.
      return ok({ enabled: call.repo.automatedSecurityFixes, paused: false });
    },
  ),
  onRepository(
    'PUT /repos/{owner}/{repo}/automated-security-fixes',
    ['administration', 'write'],
    (call) => {
      if (!call.repo.vulnerabilityAlerts)
        throw invalid(
          'Repository',
          'vulnerability_alerts',
          'invalid',
          'Vulnerability alerts must be enabled to configure automated security fixes.',
        );
      call.repo.automatedSecurityFixes = true;
      return noContent;
    },
  ),
  onRepository(
    'DELETE /repos/{owner}/{repo}/automated-security-fixes',
    ['administration', 'write'],
    (call) => {
      call.repo.automatedSecurityFixes = false;
      return noContent;
    },
  ),
];
