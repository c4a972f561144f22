import type { Account, RepositoryState } from '../state';
import type { Token } from '../tokens';
import { simpleUser } from './account';
import { fullName, repoApi, repoWeb, type Links } from './links';

export const repositoryNodeId = (repo: RepositoryState): string => `R_${repo.id}`;

const templates: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** The part that every form of a repository in an answer has (`minimal-repository`). */
export function minimalRepository(
  links: Links,
  repo: RepositoryState,
  owner: Account,
): Record<string, unknown> {
  const url = repoApi(links, repo);
  const isPrivate = repo.settings.private === true;
  return {
    id: repo.id,
    node_id: repositoryNodeId(repo),
    name: repo.name,
    full_name: fullName(repo),
    owner: simpleUser(links, owner),
    private: isPrivate,
    html_url: repoWeb(links, repo),
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(templates).map(([key, path]) => [key, `${url}${path}`])),
  };
}

/** Each has the rights of those before it. */
const roles: readonly Token['role'][] = ['read', 'triage', 'write', 'maintain', 'admin'];

/** `repository` and `full-repository` of the description. */
export function fullRepository(
  links: Links,
  repo: RepositoryState,
  owner: Account,
  role: Token['role'] = 'admin',
): Record<string, unknown> {
  const rank = roles.indexOf(role);
  const web = repoWeb(links, repo);
  const open = repo.issues.filter((issue) => issue.state === 'open').length;
  return {
    ...minimalRepository(links, repo, owner),
    git_url: `${web.replace(/^http/, 'git')}.git`,
    ssh_url: `git@${new URL(links.web).hostname}:${fullName(repo)}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    subscribers_count: 0,
    network_count: 0,
    size: 0,
    default_branch: repo.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    is_template: false,
    archived: false,
    disabled: false,
    visibility: repo.settings.private === true ? 'private' : 'public',
    allow_rebase_merge: true,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
    squash_merge_commit_message: 'COMMIT_MESSAGES',
    merge_commit_title: 'MERGE_MESSAGE',
    merge_commit_message: 'PR_TITLE',
    allow_forking: repo.settings.private !== true,
    web_commit_signoff_required: false,
    permissions: {
      admin: rank >= 4,
      maintain: rank >= 3,
      push: rank >= 2,
      triage: rank >= 1,
      pull: true,
    },
    pushed_at: repo.pushedAt,
    created_at: repo.createdAt,
    updated_at: repo.updatedAt,
    ...repo.settings,
  };
}
