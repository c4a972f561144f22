import { z } from 'zod';
import { forkApprovals } from '../../../core/kernel/repository-options';
import {
  type Endpoint,
  invalid,
  noContent,
  ok,
  onRepository,
  read,
  type RepositoryCall,
} from '../endpoint';
import { featuresOf } from '../security-and-analysis';

const reporting = '/repos/{owner}/{repo}/private-vulnerability-reporting';
const approval = '/repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval';

const setReporting = (isOn: boolean) => (call: RepositoryCall) => {
  if (call.repo.settings.private === true)
    throw invalid(
      'Repository',
      'private_vulnerability_reporting',
      'invalid',
      'Private vulnerability reporting is only available for public repositories.',
    );
  call.repo.privateVulnerabilityReporting = isOn;
  return noContent;
};

/** Options with an endpoint each. https://docs.github.com/en/rest/repos/repos, https://docs.github.com/en/rest/actions/permissions */
export const repositoryOptionEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${reporting}`, ['administration', 'read'], (call) =>
    ok({ enabled: call.repo.privateVulnerabilityReporting === true }),
  ),
  onRepository(`PUT ${reporting}`, ['administration', 'write'], setReporting(true)),
  onRepository(`DELETE ${reporting}`, ['administration', 'write'], setReporting(false)),
  onRepository(`GET ${approval}`, ['administration', 'read'], (call) =>
    ok({ approval_policy: call.repo.forkApproval ?? 'first_time_contributors' }),
  ),
  onRepository(`PUT ${approval}`, ['administration', 'write'], (call) => {
    const schema = z.object({ approval_policy: z.enum(forkApprovals) });
    call.repo.forkApproval = read(call, schema).approval_policy;
    return noContent;
  }),
];

const ways = ['allow_merge_commit', 'allow_squash_merge', 'allow_rebase_merge'];

/**
 * The settings of a repository after a `PATCH` of some.
 *
 * @throws {Refusal} 422 where they contradict each other.
 */
export function patchedSettings(
  { repo, world }: RepositoryCall,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  );
  const settings: Record<string, unknown> = { ...repo.settings, ...given };
  if (ways.every((way) => settings[way] === false))
    throw invalid(
      'Repository',
      'merge_commit_allowed',
      'custom',
      'Sorry, you need to allow at least one merge strategy.',
    );
  const features = featuresOf(given['security_and_analysis']);
  if (Object.keys(features).length === 0) return settings;
  const isFree = (world.account(repo.owner).plan ?? 'enterprise') === 'free';
  if (settings['private'] === true && isFree)
    throw invalid(
      'Repository',
      'security_and_analysis',
      'custom',
      'Secret scanning is not available for this repository.',
    );
  const analysis = { ...featuresOf(repo.settings['security_and_analysis']), ...features };
  if (analysis['secret_scanning']?.status !== 'enabled')
    analysis['secret_scanning_push_protection'] = { status: 'disabled' };
  return { ...settings, security_and_analysis: analysis };
}
