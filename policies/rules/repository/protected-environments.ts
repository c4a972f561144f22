import { z } from 'zod';
import { listProp, prop, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

/** Who may deploy is decided by people or by the branch, never by whoever pushes. */
export const protectedEnvironments = resourceRule({
  name: 'protected-environments',
  description: 'Production environments have reviewers or accept protected branches only',
  severity: 'high',
  why: 'Every workflow of the repository, on any branch, can use the secrets of an environment without protection rules.',
  link: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  remediation: 'Add reviewers to the environment, or limit its deployments to protected branches.',
  setting: 'environments',
  types: [githubTypes.RepositoryEnvironment],
  config: z.strictObject({
    environments: z
      .array(z.string())
      .default(['prod*', 'release*', 'pypi'])
      .describe('Names of environments to check; * matches anything'),
    reviewers: z
      .boolean()
      .default(false)
      .describe('Require reviewers, also where only protected branches deploy'),
  }),
  example: {
    violates: {
      type: githubTypes.RepositoryEnvironment,
      props: { repository: 'shop', environment: 'production' },
    },
    passes: {
      type: githubTypes.RepositoryEnvironment,
      props: {
        repository: 'shop',
        environment: 'production',
        deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
      },
    },
  },
  check: ({ props }, config): readonly StackFinding[] => {
    const name = textProp(props, 'environment') ?? '';
    const selected = config.environments.some((pattern) =>
      new RegExp(
        `^${pattern
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
      ).test(name),
    );
    if (!selected) return [];
    const reviewed = listProp(props, 'reviewers').some(
      (item) => listProp(item, 'users').length + listProp(item, 'teams').length > 0,
    );
    const policy = listProp(props, 'deploymentBranchPolicy')[0];
    const limited =
      prop(policy, 'protectedBranches') === true || prop(policy, 'customBranchPolicies') === true;
    if (config.reviewers ? reviewed : reviewed || limited) return [];
    const fix = config.reviewers
      ? 'add reviewers'
      : 'add reviewers or deploymentBranchPolicy: { protectedBranches: true }';
    const setting = config.reviewers
      ? 'environments[].reviewers'
      : 'environments[].protectedBranchesOnly';
    return [
      {
        message: `environment ${name} accepts deployments from every branch without review`,
        fix,
        setting,
      },
    ];
  },
});
