/* What `gatehouse/components` gives to a program of your own: docs/reuse.md. */
export { ActionsSettings } from './actions-settings';
export { BranchProtection } from './branch-protection';
export { CiDashboard } from './ci-dashboard';
export { Environments } from './environments';
export { GithubOidc } from './github-oidc';
export { Pipeline, type PipelineArgs } from './pipeline';
export { PushRestriction } from './push-restriction';
export { ReadinessLambda } from './readiness-lambda';
export { type RepositoryIdentity, repositoryProviders } from './repository-providers';
export { RequiredWorkflow } from './required-workflow';
export { ReusableWorkflows } from './reusable-workflows';
export { RepositorySecrets } from './repository-secrets';
export { SlackAlerts } from './slack-alerts';
export { SmokeMonitors } from './smoke-monitors';
export { builtToolkit, type Toolkit } from './toolkit';
export { WorkflowFiles } from './workflow-files';
export { houseDefaults } from '../core/config/defaults';
export { type PipelineSettings, pipelineSettings } from '../core/config/pipeline-settings';
