import { actionsPermissions, workflowPermissions } from './types/actions-permissions';
import { branchProtection } from './types/branch-protection';
import { deploymentPolicy, environment } from './types/environment';
import { issueLabel } from './types/issue-label';
import { repository } from './types/repository';
import { repositoryFile } from './types/repository-file';
import { type ResourceType } from './resource-type';
import { organizationRuleset, ruleset } from './types/ruleset';
import { actionsSecret, dependabotSecret, environmentSecret } from './types/secret';
import { actionsVariable, environmentVariable } from './types/variable';
import { githubTypes } from '../../../core/kernel/resource-types';

/** The published provider's types that work on the sandbox's loopback GitHub, by token. */
export const gitHubResources: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({
    [githubTypes.ActionsEnvironmentSecret]: environmentSecret,
    [githubTypes.ActionsEnvironmentVariable]: environmentVariable,
    [githubTypes.ActionsRepositoryPermissions]: actionsPermissions,
    [githubTypes.ActionsSecret]: actionsSecret,
    [githubTypes.ActionsVariable]: actionsVariable,
    [githubTypes.BranchProtection]: branchProtection,
    [githubTypes.DependabotSecret]: dependabotSecret,
    [githubTypes.IssueLabel]: issueLabel,
    [githubTypes.OrganizationRuleset]: organizationRuleset,
    [githubTypes.Repository]: repository,
    [githubTypes.RepositoryEnvironment]: environment,
    [githubTypes.RepositoryEnvironmentDeploymentPolicy]: deploymentPolicy,
    [githubTypes.RepositoryFile]: repositoryFile,
    [githubTypes.RepositoryRuleset]: ruleset,
    [githubTypes.WorkflowRepositoryPermissions]: workflowPermissions,
  }),
);
