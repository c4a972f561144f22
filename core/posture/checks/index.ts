import { type PostureCheck } from '../check';
import { actionsSettings } from './actions-settings';
import { branchProtection } from './branch-protection';
import { codeOwners } from './code-owners';
import { dangerousWorkflow } from './dangerous-workflow';
import { dependencyUpdateTool } from './dependency-update-tool';
import { environments } from './environments';
import { license } from './license';
import { pinnedDependencies } from './pinned-dependencies';
import { sast } from './sast';
import { secrets } from './secrets';
import { securityPolicy } from './security-policy';
import { signedReleases } from './signed-releases';
import { tokenPermissions } from './token-permissions';
import { vulnerabilities } from './vulnerabilities';
import { webhooks } from './webhooks';
import { workflowPolicies } from './workflow-policies';

/** Every check, Scorecard's first. */
export const postureChecks: readonly PostureCheck[] = [
  branchProtection,
  dangerousWorkflow,
  dependencyUpdateTool,
  license,
  pinnedDependencies,
  sast,
  securityPolicy,
  signedReleases,
  tokenPermissions,
  vulnerabilities,
  webhooks,
  actionsSettings,
  codeOwners,
  environments,
  secrets,
  workflowPolicies,
];
