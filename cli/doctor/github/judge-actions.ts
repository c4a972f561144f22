import { stoppedActions } from '../../../core/reading/stopped-actions';
import { type DoctorFinding, type Status } from '../finding';
import { type RepositoryCase } from './repository-case';

type Result = Omit<DoctorFinding, 'subject'>;

const policyPage =
  'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#allowing-select-actions-and-reusable-workflows-to-run';

const needed = ({ needs }: { readonly needs: string | undefined }): string =>
  needs === undefined ? '' : ` (${needs})`;

/** Actions that are named one by one; more are counted. */
const mostNamed = 5;

/** Whether workflows can run in the repository as the stack needs it, and those of others as before. */
export function judgeActions(one: RepositoryCase): readonly Result[] {
  const { facts, needs } = one;
  const found: Result[] = [];
  if (facts.actions?.kind === 'found' && !facts.actions.value.isEnabled) {
    found.push({
      check: 'actions',
      status: 'warning' satisfies Status,
      message: 'GitHub Actions is disabled; the stack enables it',
      remedy:
        'if the organisation disables it, enable it there first (Settings → Actions → General)',
    });
  }
  const { createsPullRequests } = facts;
  if (createsPullRequests?.kind === 'found' && !createsPullRequests.value) {
    found.push({
      check: 'actions',
      status: 'missing',
      message:
        'workflows may not create pull requests here, and this credential is that of a workflow',
      remedy:
        'tick “Allow GitHub Actions to create and approve pull requests” (Settings → Actions → General), or act as a GitHub App',
      link: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests',
    });
  }
  if (facts.actions?.kind === 'refused' && needs.permissions.has('administration')) {
    found.push({
      check: 'permissions',
      status: 'missing',
      message: `settings cannot be read${needed(facts.actions)}`,
      remedy: 'grant the repository permission Administration: read and write',
    });
  }
  return [...found, ...stopped(one)];
}

/** Workflows that the stack does not deliver, and that its policy on actions stops. */
function stopped({
  owner,
  facts: { otherWorkflows = [] },
  needs,
}: RepositoryCase): readonly Result[] {
  if (needs.actions === undefined) return [];
  const all = stoppedActions(otherWorkflows, needs.actions, owner);
  const names = [...new Set(all.map(({ uses, workflow }) => `${uses} in ${workflow}`))];
  if (names.length === 0) return [];
  const more = names.length > mostNamed ? ` and ${String(names.length - mostNamed)} more` : '';
  return [
    {
      check: 'actions',
      status: 'warning',
      message: `the policy on actions (actions.allowedActions) stops what other workflows use: ${names.slice(0, mostNamed).join(', ')}${more}`,
      remedy: 'add them to actions.selected.patternsAllowed, such as owner/name@*',
      link: policyPage,
    },
  ];
}
