import { type Problem } from '../kernel/problem';
import { type RepositorySettings } from './repository-schema';
import { type StackFile } from './stack-schema';

/** What levels of the guard ask of a stack's delivery and of its own App. */
export function guardDeliveryProblems(
  { delivery, github }: Pick<StackFile, 'delivery' | 'github'>,
  repositories: readonly RepositorySettings[],
): Problem[] {
  return repositories.flatMap(({ name, guard, protection }) => [
    ...(guard.level === 'owned' && delivery.mode === 'files'
      ? [
          {
            code: 'owned-in-files-mode',
            path: `guard.level of ${name}`,
            message:
              'is not possible in the delivery mode `files`, which can write CODEOWNERS only as a whole',
            found: '"owned"',
            allowed: '`delivery.mode: pullRequest` or `commit`',
          },
        ]
      : []),
    ...(guard.restrictPushes && github.app === undefined && protection.bypassApps.length === 0
      ? [
          {
            code: 'push-restriction-blocks-delivery',
            path: `guard.restrictPushes of ${name}`,
            message: 'would refuse every later delivery of the workflows too',
            found: 'true',
            allowed:
              'an App that may push the restricted files: `github.app`, or its id in `protection.bypassApps`',
          },
        ]
      : []),
  ]);
}
