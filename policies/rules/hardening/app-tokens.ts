import { actionRepository } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { entry, type Entry } from '../../../core/reading/workflow';

/** A token of an App can do in a workflow what the step needs, and not all that the App may. */
export const appTokens = workflowRule({
  name: 'app-tokens',
  actions: true,
  description:
    'GitHub App tokens list their permissions and repositories, and are revoked after the job',
  severity: 'high',
  why: 'Without permission-… inputs the token has every permission of the installation; unless it is revoked, it stays valid for an hour.',
  link: 'https://github.com/actions/create-github-app-token#permission-permission-name',
  remediation: 'Add the permission-… inputs that the job needs, and remove skip-token-revoke.',
  example: {
    violates: `on: push
jobs:
  sync:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/create-github-app-token@21cfef2b496dd8ef5b904c159339626a10ad380e # v1.11.6
        with:
          app-id: 1234
          private-key: \${{ secrets.APP_KEY }}
          owner: \${{ github.repository_owner }}
`,
    passes: `on: push
jobs:
  sync:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/create-github-app-token@21cfef2b496dd8ef5b904c159339626a10ad380e # v1.11.6
        with:
          app-id: 1234
          private-key: \${{ secrets.APP_KEY }}
          permission-contents: read
`,
  },
  check: (workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.flatMap(({ uses, with: inputs }): Finding[] => {
        if (uses === undefined) return [];
        if (actionRepository(uses.value) !== 'actions/create-github-app-token') return [];
        const found: Finding[] = [];
        if (!inputs.some(({ key }) => key.value.toLowerCase().startsWith('permission-'))) {
          const fix = 'add the permission-… inputs that the job needs';
          found.push(findingAt(uses, 'the token has every permission of the App', fix));
        }
        if (isForEveryRepository(inputs)) {
          const fix = 'name them in repositories';
          found.push(findingAt(uses, 'the token is for every repository of the owner', fix));
        }
        const kept = entry(inputs, 'skip-token-revoke');
        if (kept !== undefined && kept.value !== 'false') {
          const message = 'the token is not revoked after the job';
          found.push(findingAt(kept, message, 'remove skip-token-revoke'));
        }
        return found;
      }),
    ),
});

/**
 * With an owner and without names the token is for all repositories of the installation. Permissions of the organization
 * are bound to none.
 */
function isForEveryRepository(inputs: readonly Entry[]): boolean {
  if (entry(inputs, 'owner') === undefined || entry(inputs, 'repositories') !== undefined)
    return false;
  const permissions = inputs.filter(({ key }) => /^permission-/i.test(key.value));
  return !permissions.every(({ key }) => /^permission-(?:members|organization-)/i.test(key.value));
}
