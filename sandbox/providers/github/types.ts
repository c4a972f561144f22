import { actionsPermissions, workflowPermissions } from './types/actions-permissions';
import { branchProtection } from './types/branch-protection';
import { deploymentPolicy, environment } from './types/environment';
import { issueLabel } from './types/issue-label';
import { repository } from './types/repository';
import { repositoryFile } from './types/repository-file';
import { type ResourceType } from './resource-type';
import { ruleset } from './types/ruleset';
import { actionsSecret, dependabotSecret, environmentSecret } from './types/secret';
import { actionsVariable, environmentVariable } from './types/variable';

/** The published provider's types that work on the sandbox's loopback GitHub, by token. */
export const gitHubTypes: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({
    ActionsEnvironmentSecret: environmentSecret,
    ActionsEnvironmentVariable: environmentVariable,
    ActionsRepositoryPermissions: actionsPermissions,
    ActionsSecret: actionsSecret,
    ActionsVariable: actionsVariable,
    BranchProtection: branchProtection,
    DependabotSecret: dependabotSecret,
    IssueLabel: issueLabel,
    Repository: repository,
    RepositoryEnvironment: environment,
    RepositoryEnvironmentDeploymentPolicy: deploymentPolicy,
    RepositoryFile: repositoryFile,
    RepositoryRuleset: ruleset,
    WorkflowRepositoryPermissions: workflowPermissions,
  }).map(([name, type]) => [
    `github:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`,
    type,
  ]),
);
