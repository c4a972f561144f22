import { resourceRule } from '../../../core/reading/rule';
import { githubTypes } from '../../../core/kernel/resource-types';

/** A key on some machine does not write to a repository. */
export const deployKeys = resourceRule({
  name: 'deploy-keys',
  description: 'Deploy keys are read-only',
  severity: 'high',
  why: 'A deploy key never expires and belongs to no person; one with write access can push code that no one reviewed.',
  link: 'https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys#deploy-keys',
  remediation: 'Set readOnly to true; where a machine has to push, use a GitHub App.',
  types: [githubTypes.RepositoryDeployKey],
  example: {
    violates: {
      type: githubTypes.RepositoryDeployKey,
      props: {
        repository: 'shop',
        title: 'build server',
        key: 'ssh-ed25519 AAAA',
        readOnly: false,
      },
    },
    passes: {
      type: githubTypes.RepositoryDeployKey,
      props: { repository: 'shop', title: 'build server', key: 'ssh-ed25519 AAAA', readOnly: true },
    },
  },
  // GitHub's provider makes a key read-only by default.
  check: ({ props }) =>
    props['readOnly'] === false
      ? [{ message: 'the deploy key may write', fix: 'set readOnly to true, or use a GitHub App' }]
      : [],
});
