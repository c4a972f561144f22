/**
 * Whose pull requests from a fork need an approval before their workflows run, from the most trusting to the strictest.
 * @see https://docs.github.com/en/rest/actions/permissions#set-fork-pr-contributor-approval-permissions-for-a-repository
 */
export const forkApprovals = [
  'first_time_contributors_new_to_github',
  'first_time_contributors',
  'all_external_contributors',
] as const;
export type ForkApproval = (typeof forkApprovals)[number];

/** Options of a repository that are on or off. Names follow GitHub's REST API. */
export const repositorySwitches = [
  'allowMergeCommit',
  'allowSquashMerge',
  'allowRebaseMerge',
  'allowAutoMerge',
  'allowUpdateBranch',
  'deleteBranchOnMerge',
  'secretScanning',
  'secretScanningPushProtection',
  'vulnerabilityAlerts',
  'dependabotSecurityUpdates',
  'privateVulnerabilityReporting',
] as const;
export type RepositorySwitch = (typeof repositorySwitches)[number];

/** Options of a repository, each on its own: one that is absent is left alone. */
export type RepositoryOptions = {
  readonly [Option in RepositorySwitch]?: boolean;
} & {
  readonly forkPullRequestApproval?: ForkApproval;
};
export type RepositoryOption = keyof RepositoryOptions;

export const repositoryOptionNames: readonly RepositoryOption[] = [
  ...repositorySwitches,
  'forkPullRequestApproval',
];

const labels: Readonly<Record<RepositoryOption, string>> = {
  allowMergeCommit: 'merge commits',
  allowSquashMerge: 'squash merging',
  allowRebaseMerge: 'rebase merging',
  allowAutoMerge: 'auto-merge',
  allowUpdateBranch: 'the button "Update branch"',
  deleteBranchOnMerge: 'deletion of merged branches',
  secretScanning: 'secret scanning',
  secretScanningPushProtection: 'push protection of secrets',
  vulnerabilityAlerts: 'Dependabot alerts',
  dependabotSecurityUpdates: 'Dependabot security updates',
  privateVulnerabilityReporting: 'private vulnerability reporting',
  forkPullRequestApproval: 'approval of workflows of forks',
};

/** What differs between two states of a repository's options, as far as the second names it; a line each. */
export function optionChanges(now: RepositoryOptions, wanted: RepositoryOptions): string[] {
  return repositoryOptionNames.flatMap((option) =>
    wanted[option] === undefined || now[option] === wanted[option]
      ? []
      : [`${labels[option]}: ${shown(now[option])} becomes ${shown(wanted[option])}`],
  );
}

const shown = (value: boolean | string | undefined): string =>
  value === undefined ? 'unknown' : value === true ? 'on' : value === false ? 'off' : value;
