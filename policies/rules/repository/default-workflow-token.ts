import { textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

/** A workflow without permissions of its own gets little. */
export const defaultWorkflowToken = resourceRule({
  name: 'default-workflow-token',
  description:
    'The default workflow token is read-only, and workflows cannot approve pull requests',
  severity: 'high',
  why: 'A workflow without permissions gets this default: with write, any step can push to the repository; with approvals, a change can approve itself.',
  link: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#setting-the-permissions-of-the-github_token-for-your-repository',
  remediation: 'Set defaultWorkflowPermissions to read and canApprovePullRequestReviews to false.',
  types: [
    githubTypes.WorkflowRepositoryPermissions,
    githubTypes.ActionsOrganizationWorkflowPermissions,
  ],
  example: {
    violates: {
      type: githubTypes.WorkflowRepositoryPermissions,
      props: { repository: 'shop', defaultWorkflowPermissions: 'write' },
    },
    passes: {
      type: githubTypes.WorkflowRepositoryPermissions,
      props: {
        repository: 'shop',
        defaultWorkflowPermissions: 'read',
        canApprovePullRequestReviews: false,
      },
    },
  },
  check: ({ props }, _config, attempt): readonly StackFinding[] => {
    const found: StackFinding[] = [];
    if (attempt(() => textProp(props, 'defaultWorkflowPermissions') === 'write') === true)
      found.push({
        message: 'workflows without permissions get a token that may write everything',
        fix: 'set defaultWorkflowPermissions to read',
      });
    if (attempt(() => props['canApprovePullRequestReviews'] === true) === true)
      found.push({
        message: 'workflows may approve pull requests',
        fix: 'set canApprovePullRequestReviews to false',
      });
    return found;
  },
});
