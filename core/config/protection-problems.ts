import { type Problem } from '../kernel/problem';
import { stackPath } from './place';
import { type RepositorySettings } from './repository-schema';
import { type StackFile } from './stack-schema';

/** Direct commits to a protected branch are refused unless their author may bypass the rules, which only a ruleset grants. */
export function deliveryProblems(
  file: Pick<StackFile, 'delivery' | 'github'>,
  repositories: readonly RepositorySettings[],
): Problem[] {
  if (file.delivery.mode === 'pullRequest') return [];
  return repositories.flatMap(({ name, protection }) => {
    const mayBypass = protection.bypassApps.length > 0 || file.github.app !== undefined;
    if (protection.kind === 'none' || (protection.kind === 'ruleset' && mayBypass)) return [];
    return [
      {
        code: 'delivery-blocked',
        path: stackPath(['delivery', 'mode']),
        message: `the protection of ${name} would refuse every direct commit after the first`,
        found: JSON.stringify(file.delivery.mode),
        allowed:
          'pullRequest; or a ruleset that Gatehouse may bypass as a GitHub App (`github.app`, or its id in `protection.bypassApps`)',
      },
    ];
  });
}

/** Only a delivery that remembers what it replaced can give it back, which one commit per file does not. */
export function replacementProblems(
  { delivery }: Pick<StackFile, 'delivery'>,
  repositories: readonly RepositorySettings[],
): Problem[] {
  if (delivery.mode !== 'files') return [];
  return repositories.flatMap(({ name, replaces, replacesJobs }) => {
    const lists = { replaces, replacesJobs: Object.keys(replacesJobs) };
    return Object.entries(lists).flatMap(([key, paths]) =>
      paths.length === 0
        ? []
        : [
            {
              code: 'replaces-in-files-mode',
              path: `${key} of ${name}`,
              message: 'is not possible in the delivery mode `files`, which could not restore them',
              found: paths.join(', '),
              allowed: `\`delivery.mode: pullRequest\` or \`commit\`; or no \`${key}\``,
            },
          ],
    );
  });
}

/** A copy of the dashboard on a protected branch takes an App that may bypass the rules, which only a ruleset grants. */
export function dashboardCopyProblems(
  file: Pick<StackFile, 'github'>,
  repositories: readonly RepositorySettings[],
): Problem[] {
  return repositories.flatMap(({ name, protection, readiness }) => {
    const copy = readiness.dashboardCopy;
    const bypassing = [...protection.bypassApps, Number(file.github.app?.id)];
    if (copy === undefined || protection.kind === 'none') return [];
    if (protection.kind === 'ruleset' && bypassing.includes(copy.appId)) return [];
    return [
      {
        code: 'dashboard-copy-blocked',
        path: `readiness.dashboardCopy of ${name}`,
        message: 'the protection of the default branch would refuse every copy of the dashboard',
        found: `App ${String(copy.appId)} and \`protection.kind: ${protection.kind}\``,
        allowed:
          'a ruleset (`protection.kind: ruleset`) with the App among `protection.bypassApps`, or the App of `github.app`',
      },
    ];
  });
}
