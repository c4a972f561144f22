/**
 * Permissions by the names that an App's installation lists them with.
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export const permissions = [
  'administration',
  'contents',
  'dependabot_secrets',
  'environments',
  'issues',
  'pull_requests',
  'secrets',
  'variables',
  'workflows',
] as const;

export type Permission = (typeof permissions)[number];

/** What managing a resource of a type takes, beside reading the repository. All of these are written with. */
const byType: Readonly<Record<string, readonly Permission[]>> = {
  'gatehouse:index:CacheSettings': ['administration'],
  'gatehouse:index:WorkflowCommit': ['contents'],
  'github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret': ['environments'],
  'github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable': ['environments'],
  'github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions': ['administration'],
  'github:index/actionsSecret:ActionsSecret': ['secrets'],
  'github:index/actionsVariable:ActionsVariable': ['variables'],
  'github:index/branchProtection:BranchProtection': ['administration'],
  'github:index/branchProtectionV3:BranchProtectionV3': ['administration'],
  'github:index/dependabotSecret:DependabotSecret': ['dependabot_secrets'],
  'github:index/issueLabel:IssueLabel': ['issues'],
  'github:index/repository:Repository': ['administration'],
  'github:index/repositoryEnvironment:RepositoryEnvironment': ['administration'],
  'github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy': [
    'administration',
  ],
  'github:index/repositoryFile:RepositoryFile': ['contents'],
  'github:index/repositoryRuleset:RepositoryRuleset': ['administration'],
  'github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions': ['administration'],
};

/** Undefined for a type that is not listed: what it takes is not known. */
export function permissionsOf(type: string): readonly Permission[] | undefined {
  return byType[type];
}

/** Permissions that a collaborator has only as an administrator of the repository. */
export const administrative: ReadonlySet<Permission> = new Set([
  'administration',
  'dependabot_secrets',
  'environments',
  'secrets',
  'variables',
]);

/** As GitHub's settings pages word it: `Pull requests: read and write`. */
export function wording(permission: Permission): string {
  const words = permission.replace('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: read and write`;
}

/** Whether an installation's permissions, as GitHub lists them, hold one with the right to write. */
export function holds(granted: Readonly<Record<string, string>>, permission: Permission): boolean {
  // GitHub's pages say `variables`, its answers `actions_variables`.
  const names = permission === 'variables' ? ['variables', 'actions_variables'] : [permission];
  return names.some((name) => granted[name] === 'write' || granted[name] === 'admin');
}
