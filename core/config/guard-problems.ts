import { type Problem } from '../kernel/problem';
import { type RepositorySettings } from './repository-schema';
import { type StackFile } from './stack-schema';

type Stack = Pick<StackFile, 'delivery' | 'github'>;

/** What levels of the guard, and the lockfile of actions, ask of a stack's delivery and of its own App. */
export function guardDeliveryProblems(
  stack: Stack,
  repositories: readonly RepositorySettings[],
): Problem[] {
  return repositories.flatMap((repository) => [
    ...ownedProblems(stack, repository),
    ...pushProblems(stack, repository),
    ...requiredWorkflowProblems(stack, repository),
  ]);
}

function ownedProblems({ delivery }: Stack, { name, guard }: RepositorySettings): Problem[] {
  if (guard.level !== 'owned' || delivery.mode !== 'files') return [];
  return [
    {
      code: 'owned-in-files-mode',
      path: `guard.level of ${name}`,
      message:
        'is not possible in the delivery mode `files`, which can write CODEOWNERS only as a whole',
      found: '"owned"',
      allowed: '`delivery.mode: pullRequest` or `commit`',
    },
  ];
}

function pushProblems(
  { github }: Stack,
  { name, guard, protection }: RepositorySettings,
): Problem[] {
  const isPossible = github.app !== undefined || protection.bypassApps.length > 0;
  if (!guard.restrictPushes || isPossible) return [];
  return [
    {
      code: 'push-restriction-blocks-delivery',
      path: `guard.restrictPushes of ${name}`,
      message: 'would refuse every later delivery of the workflows too',
      found: 'true',
      allowed:
        'an App that may push the restricted files: `github.app`, or its id in `protection.bypassApps`',
    },
  ];
}

/** Nothing is pushed to a branch that a required workflow guards, but by the App that the ruleset lets through. */
function requiredWorkflowProblems(
  { delivery, github }: Stack,
  { name, guard, readiness }: RepositorySettings,
): Problem[] {
  if (guard.requiredWorkflow === undefined) return [];
  const path = `guard.requiredWorkflow of ${name}`;
  const { dashboardCopy } = readiness;
  const copies = dashboardCopy !== undefined && dashboardCopy.appId !== Number(github.app?.id);
  return [
    ...(delivery.mode !== 'pullRequest' && github.app === undefined
      ? [
          {
            code: 'required-workflow-blocks-delivery',
            path,
            message: 'lets no one push to the default branch, and so refuses every later delivery',
            found: `delivery.mode: ${delivery.mode}`,
            allowed: '`delivery.mode: pullRequest`, or an App that may bypass it: `github.app`',
          },
        ]
      : []),
    ...(copies
      ? [
          {
            code: 'required-workflow-blocks-dashboard',
            path,
            message: 'lets no one push the copy of the dashboard to the default branch',
            found: `readiness.dashboardCopy.appId: ${String(dashboardCopy.appId)}`,
            allowed: 'the id of `github.app`, which may bypass it; or no `readiness.dashboardCopy`',
          },
        ]
      : []),
    ...(guard.requiredWorkflow.repository.toLowerCase() === name.toLowerCase()
      ? [
          {
            code: 'required-workflow-of-itself',
            path: `guard.requiredWorkflow.repository of ${name}`,
            message:
              'would let those who may change this repository change the workflow that judges it',
            found: JSON.stringify(guard.requiredWorkflow.repository),
            allowed: 'another repository of the organization',
          },
        ]
      : []),
  ];
}
