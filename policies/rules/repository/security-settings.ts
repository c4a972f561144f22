import { type ForkApproval, type RepositoryOption } from '../../../core/kernel/repository-options';
import { gatehouseTypes } from '../../../core/kernel/resource-types';
import { textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';

const weakest: ForkApproval = 'first_time_contributors_new_to_github';

/** What each security feature is called in a finding, and what its absence means. */
const features: Readonly<Partial<Record<RepositoryOption, string>>> = {
  secretScanning: 'secret scanning is off: no one hears of a secret that was pushed',
  secretScanningPushProtection: 'push protection is off: a push with a secret is accepted',
  vulnerabilityAlerts: 'Dependabot alerts are off: no one hears of a vulnerable dependency',
  privateVulnerabilityReporting:
    'private vulnerability reporting is off: a finder has no private way to report one',
};

/** Security features of a repository are not turned off, and strangers' workflows wait. */
export const securitySettings = resourceRule({
  name: 'security-settings',
  description: 'Security features of a repository are not turned off, and workflows of forks wait',
  severity: 'medium',
  why: 'Without them a leaked secret or a vulnerable dependency goes unnoticed; with the weakest approval of forks, anyone with an older account runs workflows without approval.',
  link: 'https://docs.github.com/en/code-security/getting-started/securing-your-repository',
  remediation:
    'Remove the option from the configuration, or turn the feature on; choose all_external_contributors or first_time_contributors for forks.',
  types: [gatehouseTypes.RepositorySettings],
  example: {
    violates: {
      type: gatehouseTypes.RepositorySettings,
      props: { repository: 'shop', secretScanningPushProtection: false },
    },
    passes: {
      type: gatehouseTypes.RepositorySettings,
      props: {
        repository: 'shop',
        secretScanningPushProtection: true,
        forkPullRequestApproval: 'all_external_contributors',
      },
    },
  },
  check: ({ props }, _config, attempt): readonly StackFinding[] => {
    const off = Object.entries(features).flatMap(([option, message]): StackFinding[] =>
      attempt(() => props[option] === false) === true
        ? [{ message, fix: `set ${option} to true, or leave it out` }]
        : [],
    );
    const isWeak = attempt(() => textProp(props, 'forkPullRequestApproval') === weakest);
    if (isWeak !== true) return off;
    return [
      ...off,
      {
        message: 'workflows of forks run without an approval unless the account is new to GitHub',
        fix: 'set forkPullRequestApproval to all_external_contributors or first_time_contributors',
      },
    ];
  },
});
