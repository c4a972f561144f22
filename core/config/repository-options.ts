import { z } from 'zod';
import { type Immutable } from '../kernel/immutable';
import { forkApprovals, type RepositoryOptions } from '../kernel/repository-options';

const mergeMethods = ['merge', 'squash', 'rebase'] as const;

/** Ref patterns of tags, such as `v*`. @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax */
const tagPattern = z
  .string()
  .max(200)
  .regex(/^(?!refs\/)[^\s~^:?\\]+$/, {
    error: 'must be a pattern of tags without `refs/tags/`, such as v*',
  });

/** Options of the repository itself: none has a default, and one that is absent is neither read nor changed. */
export const optionSettings = z
  .strictObject({
    mergeMethods: z
      .array(z.enum(mergeMethods))
      .min(1)
      .max(mergeMethods.length)
      .exactOptional()
      .describe('Ways to merge a pull request; those that are not listed are turned off.'),
    autoMerge: z
      .boolean()
      .exactOptional()
      .describe('Pull requests may be set to merge once their checks have passed.'),
    updateBranch: z
      .boolean()
      .exactOptional()
      .describe('Pull requests that are behind always show the button "Update branch".'),
    deleteBranchOnMerge: z
      .boolean()
      .exactOptional()
      .describe('Branches are deleted once their pull request is merged.'),
    secretScanning: z
      .boolean()
      .exactOptional()
      .describe('Secret scanning; private repositories need GitHub Secret Protection.'),
    pushProtection: z
      .boolean()
      .exactOptional()
      .describe('Pushes with a secret are refused; needs secret scanning.'),
    dependabotAlerts: z.boolean().exactOptional().describe('Dependabot alerts.'),
    securityUpdates: z
      .boolean()
      .exactOptional()
      .describe('Pull requests of Dependabot that fix an alert; need the alerts.'),
    privateVulnerabilityReporting: z
      .boolean()
      .exactOptional()
      .describe('Anyone may report a vulnerability privately; public repositories only.'),
    forkApproval: z
      .enum(forkApprovals)
      .exactOptional()
      .describe(
        'Whose pull requests from forks wait for an approval before workflows run; public repositories only.',
      ),
    protectedTags: z
      .array(tagPattern)
      .min(1)
      .max(100)
      .exactOptional()
      .describe(
        'Patterns of tags, such as `v*`, that no one may move or delete: a ruleset of its own, which the apps of `protection.bypassApps` may bypass.',
      ),
  })
  .describe(
    'Options of the repository itself. An absent option stays as it is; a named one gets its former value back when it is removed here, or when the repository leaves the stack.',
  );

export type OptionSettings = Immutable<z.infer<typeof optionSettings>>;

/** The settings in GitHub's words; without the tags, which a ruleset protects. */
export function repositoryOptions(settings: OptionSettings): RepositoryOptions {
  const { mergeMethods: methods } = settings;
  return withoutAbsent({
    ...(methods === undefined
      ? {}
      : {
          allowMergeCommit: methods.includes('merge'),
          allowSquashMerge: methods.includes('squash'),
          allowRebaseMerge: methods.includes('rebase'),
        }),
    allowAutoMerge: settings.autoMerge,
    allowUpdateBranch: settings.updateBranch,
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    secretScanning: settings.secretScanning,
    secretScanningPushProtection: settings.pushProtection,
    vulnerabilityAlerts: settings.dependabotAlerts,
    dependabotSecurityUpdates: settings.securityUpdates,
    privateVulnerabilityReporting: settings.privateVulnerabilityReporting,
    forkPullRequestApproval: settings.forkApproval,
  });
}

function withoutAbsent(values: {
  readonly [Option in keyof RepositoryOptions]: RepositoryOptions[Option] | undefined;
}): RepositoryOptions {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Options that contradict each other or the protection, as path and text. */
export function optionProblems({
  settings,
  protection,
}: {
  readonly settings: OptionSettings;
  readonly protection: { readonly kind: string; readonly linearHistory: boolean };
}): readonly (readonly [path: readonly string[], message: string])[] {
  const checks: readonly (readonly [boolean, string, string])[] = [
    [
      settings.pushProtection === true && settings.secretScanning === false,
      'pushProtection',
      'needs `settings.secretScanning: true`',
    ],
    [
      settings.securityUpdates === true && settings.dependabotAlerts === false,
      'securityUpdates',
      'needs `settings.dependabotAlerts: true`',
    ],
    [
      protection.kind !== 'none' &&
        protection.linearHistory &&
        settings.mergeMethods?.every((method) => method === 'merge') === true,
      'mergeMethods',
      'must list `squash` or `rebase` with `protection.linearHistory`, which refuses merge commits',
    ],
  ];
  return checks.flatMap(([isWrong, key, message]) =>
    isWrong ? [[['settings', key], message] as const] : [],
  );
}
