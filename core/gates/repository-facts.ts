import { listProp, prop, textProp } from '../reading/resource-view';
import { forkApprovals, type RepositoryOption } from '../kernel/repository-options';
import { type KnownFact } from './compare-facts';
import { type GateResource } from './gate-resource';
import { fact, toggle } from './protection-facts';
import { gatehouseTypes, githubTypes, slackTypes } from '../kernel/resource-types';

type Reader = (resource: GateResource) => readonly KnownFact[];

/** What the settings of a repository enforce, beside its branches' protection and its files. */
const readers: Readonly<Record<string, Reader>> = {
  [githubTypes.RepositoryEnvironment]: ({ props }) => {
    const name = textProp(props, 'environment') ?? '';
    const reviewers = listProp(props, 'reviewers').some(
      (item) => listProp(item, 'teams').length + listProp(item, 'users').length > 0,
    );
    const wait = prop(props, 'waitTimer');
    const minutes = typeof wait === 'number' ? wait : 0;
    return [
      fact('environment', name, 1, 'there'),
      fact('environment-review', name, reviewers ? 1 : 0, reviewers ? 'needed' : 'not needed'),
      fact('environment-wait', name, minutes, `${minutes} min`),
      toggle('environment-self-review', name, prop(props, 'preventSelfReview') === true),
      // The provider's default lets administrators pass.
      toggle('environment-admins', name, prop(props, 'canAdminsBypass') === false),
      branchesFact(name, prop(props, 'deploymentBranchPolicy')),
    ];
  },
  [githubTypes.ActionsRepositoryPermissions]: ({ props }) => {
    const allowed = textProp(props, 'allowedActions') ?? 'all';
    return [
      fact('allowed-actions', '', { local_only: 2, selected: 1 }[allowed] ?? 0, allowed),
      toggle('sha-pinning', '', prop(props, 'shaPinningRequired') === true),
    ];
  },
  [githubTypes.WorkflowRepositoryPermissions]: ({ props }) => [
    toggle('default-token', '', textProp(props, 'defaultWorkflowPermissions') === 'read'),
    toggle('actions-approve', '', prop(props, 'canApprovePullRequestReviews') === false),
  ],
  [githubTypes.Repository]: ({ props }) => {
    const status = (key: string): boolean =>
      listProp(props, 'securityAndAnalysis')
        .flatMap((item) => listProp(item, key))
        .some((item) => textProp(item, 'status') === 'enabled');
    return [
      toggle('vulnerability-alerts', '', prop(props, 'vulnerabilityAlerts') === true),
      toggle('secret-scanning', '', status('secretScanning')),
      toggle('push-protection', '', status('secretScanningPushProtection')),
    ];
  },
  [gatehouseTypes.RepositorySettings]: ({ props }) => {
    const named = (gate: Parameters<typeof toggle>[0], option: RepositoryOption): KnownFact[] => {
      const value = prop(props, option);
      return typeof value === 'boolean' ? [toggle(gate, '', value)] : [];
    };
    const approval = forkApprovals.findIndex(
      (one) => one === textProp(props, 'forkPullRequestApproval'),
    );
    return [
      ...named('vulnerability-alerts', 'vulnerabilityAlerts'),
      ...named('secret-scanning', 'secretScanning'),
      ...named('push-protection', 'secretScanningPushProtection'),
      ...named('security-updates', 'dependabotSecurityUpdates'),
      ...named('private-reporting', 'privateVulnerabilityReporting'),
      ...(approval === -1
        ? []
        : [fact('fork-approval', '', approval, forkApprovals[approval] ?? '')]),
    ];
  },
  [githubTypes.RepositoryDependabotSecurityUpdates]: ({ props }) => [
    toggle('security-updates', '', prop(props, 'enabled') === true),
  ],
  [gatehouseTypes.WorkflowCommit]: ({ props }) => {
    const reviewed = textProp(props, 'delivery') === 'pullRequest';
    return [
      fact('delivery-review', '', reviewed ? 1 : 0, reviewed ? 'pull request' : 'commit'),
      ...(prop(props, 'adopt') === true ? [fact('adoption', '', -1, 'on')] : []),
      ...ownedPatterns(props),
      ...listProp(props, 'acceptBlocked').flatMap((kind) =>
        typeof kind === 'string' ? [fact('accepted-block', kind, -1, 'accepted')] : [],
      ),
    ];
  },
  [githubTypes.RepositoryFile]: ({ props }) =>
    (textProp(props, 'file') ?? '').startsWith('.github/workflows/')
      ? [fact('delivery-review', '', 0, 'commit')]
      : [],
  [slackTypes.Conversation]: ({ props, name }) => [
    fact('slack-channel', textProp(props, 'name') ?? name, 1, 'there'),
  ],
};

export function repositoryFacts(resource: GateResource): readonly KnownFact[] {
  return readers[resource.type]?.(resource) ?? [];
}

/** Patterns of CODEOWNERS that the stack gives owners, with these. */
const ownedPatterns = (props: unknown): readonly KnownFact[] =>
  listProp(props, 'shared')
    .flatMap((shared) => (textProp(shared, 'block') ?? '').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [pattern = '', ...owners] = line.split(' ');
      return fact('code-owners', pattern, 1, owners.join(' '));
    });

function branchesFact(environment: string, policy: unknown): KnownFact {
  const [value] = Array.isArray(policy) ? (policy as readonly unknown[]) : [policy];
  const [strength, shown] =
    prop(value, 'protectedBranches') === true
      ? ([2, 'protected ones'] as const)
      : prop(value, 'customBranchPolicies') === true
        ? ([1, 'named ones'] as const)
        : ([0, 'any'] as const);
  return fact('environment-branches', environment, strength, shown);
}
