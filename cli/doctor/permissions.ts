import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';
/**
 * Permissions by the names that an App's installation lists them with.
 * @see https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export const permissions = [
  'actions',
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

/** Those that are only read with. */
export const readOnly: ReadonlySet<Permission> = new Set(['actions']);

/** What managing a resource of a type takes, beside reading the repository. All of these are written with. */
const byType: Readonly<Record<string, readonly Permission[]>> = {
  [gatehouseTypes.CacheSettings]: ['administration'],
  [gatehouseTypes.RepositorySettings]: ['administration'],
  [gatehouseTypes.WorkflowCommit]: ['contents'],
  [githubTypes.ActionsEnvironmentSecret]: ['environments'],
  [githubTypes.ActionsEnvironmentVariable]: ['environments'],
  [githubTypes.ActionsRepositoryAccessLevel]: ['administration'],
  [githubTypes.ActionsRepositoryPermissions]: ['administration'],
  [githubTypes.ActionsSecret]: ['secrets'],
  [githubTypes.ActionsVariable]: ['variables'],
  [githubTypes.BranchProtection]: ['administration'],
  [githubTypes.BranchProtectionV3]: ['administration'],
  [githubTypes.DependabotSecret]: ['dependabot_secrets'],
  [githubTypes.IssueLabel]: ['issues'],
  // Of no repository: what it takes of the organization is looked at by itself.
  [githubTypes.OrganizationRuleset]: [],
  [githubTypes.Repository]: ['administration'],
  [githubTypes.RepositoryEnvironment]: ['administration'],
  [githubTypes.RepositoryEnvironmentDeploymentPolicy]: ['administration'],
  [githubTypes.RepositoryFile]: ['contents'],
  [githubTypes.RepositoryRuleset]: ['administration'],
  [githubTypes.WorkflowRepositoryPermissions]: ['administration'],
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

/** As GitHub's settings pages word it: `Pull requests: read and write`, `Actions: read-only`. */
export function wording(permission: Permission): string {
  const words = permission.replace('_', ' ');
  const access = readOnly.has(permission) ? 'read-only' : 'read and write';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${access}`;
}

/** Whether an installation's permissions, as GitHub lists them, hold one with the right that it takes. */
export function holds(granted: Readonly<Record<string, string>>, permission: Permission): boolean {
  // GitHub's pages say `variables`, its answers `actions_variables`.
  const names = permission === 'variables' ? ['variables', 'actions_variables'] : [permission];
  const sufficient = ['write', 'admin', ...(readOnly.has(permission) ? ['read'] : [])];
  return names.some((name) => sufficient.includes(granted[name] ?? ''));
}
