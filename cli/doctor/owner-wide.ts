import { repositoryOptionNames, type RepositoryOption } from '../../core/kernel/repository-options';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';
import { type DoctorFinding } from './finding';
import { type WantedResource } from './needs';

/** From this number of repositories on, one setting for all is worth a word. */
const enough = 5;

/** What an organization can set once: the same value in every repository of the stack. */
interface OwnerWide {
  readonly what: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly where: string;
  readonly link: string;
}

const security: readonly RepositoryOption[] = [
  'secretScanning',
  'secretScanningPushProtection',
  'vulnerabilityAlerts',
  'dependabotSecurityUpdates',
  'privateVulnerabilityReporting',
];

const candidates: readonly OwnerWide[] = [
  {
    what: 'security features',
    type: gatehouseTypes.RepositorySettings,
    inputs: repositoryOptionNames.filter((option) => security.includes(option)),
    where: 'a security configuration of the organization',
    link: 'https://docs.github.com/en/code-security/securing-your-organization/introduction-to-securing-your-organization-at-scale/about-enabling-security-features-at-scale',
  },
  {
    what: 'approval of workflows of forks',
    type: gatehouseTypes.RepositorySettings,
    inputs: ['forkPullRequestApproval' satisfies RepositoryOption],
    where: 'the Actions settings of the organization',
    link: 'https://docs.github.com/en/rest/actions/permissions#set-fork-pr-contributor-approval-permissions-for-an-organization',
  },
  {
    what: 'default permissions of the workflow token',
    type: githubTypes.WorkflowRepositoryPermissions,
    inputs: ['defaultWorkflowPermissions', 'canApprovePullRequestReviews'],
    where: 'the Actions settings of the organization',
    link: 'https://docs.github.com/en/rest/actions/permissions#set-default-workflow-permissions-for-an-organization',
  },
];

/**
 * Proposes what an organization could set once instead of in each repository of the stack. Nothing is done about it: such a
 * setting also holds for repositories that are not the stack's.
 *
 * @param isOrganization whether the owner is one; a user has no settings for all repositories.
 */
export function ownerWideFindings(
  owner: string,
  isOrganization: boolean,
  resources: readonly WantedResource[],
): readonly DoctorFinding[] {
  if (!isOrganization) return [];
  return candidates.flatMap(({ what, type, inputs, where, link }): readonly DoctorFinding[] => {
    const all = resources.filter((resource) => resource.type === type);
    const values = all.map((resource) => inputs.map((input) => resource.inputs[input]));
    const isNamed = values[0]?.some((value) => value !== undefined) === true;
    const isSame = new Set(values.map((value) => JSON.stringify(value))).size === 1;
    if (all.length < enough || !isNamed || !isSame) return [];
    return [
      {
        subject: `GitHub ${owner}`,
        check: 'organization',
        status: 'ok',
        message: `${what}: the same in ${all.length} repositories; ${where} could set it once, for all repositories of ${owner}`,
        link,
      },
    ];
  });
}
