import {
  type RepositoryOption,
  type RepositoryOptions,
} from '../../../core/kernel/repository-options';
import { type DoctorFinding } from '../finding';

type Result = Omit<DoctorFinding, 'subject'>;

/** What GitHub has for public repositories alone. */
const publicOnly: readonly RepositoryOption[] = [
  'privateVulnerabilityReporting',
  'forkPullRequestApproval',
];
const scanning: readonly RepositoryOption[] = ['secretScanning', 'secretScanningPushProtection'];

/** Options that a private repository cannot have, or only with a product that is bought by itself. */
export function judgePrivateOptions(options: RepositoryOptions): readonly Result[] {
  const refused = publicOnly.filter((option) => options[option] !== undefined);
  const bought = scanning.filter((option) => options[option] === true);
  return [
    ...(refused.length === 0
      ? []
      : [
          {
            check: 'plan' as const,
            status: 'missing' as const,
            message: `${refused.join(', ')}: for public repositories only`,
            remedy: 'remove them from `settings` of this repository',
            link: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features',
          },
        ]),
    ...(bought.length === 0
      ? []
      : [
          {
            check: 'plan' as const,
            status: 'warning' as const,
            message: `${bought.join(', ')}: private repositories need GitHub Secret Protection, which GitHub does not show to this check`,
            remedy: 'make sure that the owner has it, or remove them from `settings`',
            link: 'https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning',
          },
        ]),
  ];
}
