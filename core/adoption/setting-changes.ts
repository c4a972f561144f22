import { optionChanges } from '../kernel/repository-options';
import { gatehouseTypes, githubTypes } from '../kernel/resource-types';
import { type ActionsFacts, type RepositoryFacts } from './facts';
import { type PlannedResource } from './planned';

/** What the first update would change of the settings that a repository has; a line each. */
export function settingChanges(
  resources: readonly PlannedResource[],
  facts: RepositoryFacts,
): readonly string[] {
  return resources
    .filter(({ inputs }) => (inputs['repository'] ?? inputs['repositoryId']) === facts.name)
    .flatMap((resource) => changesOf(resource, facts));
}

function changesOf({ type, name, inputs }: PlannedResource, facts: RepositoryFacts): string[] {
  const { actions } = facts;
  switch (type) {
    case githubTypes.ActionsRepositoryPermissions:
      return [
        ...difference('GitHub Actions', actions.enabled, inputs['enabled']),
        ...difference('allowed actions', actions.allowedActions, inputs['allowedActions']),
        ...selectedChange(actions, inputs['allowedActionsConfig']),
        ...difference(
          'required pinning to a full commit SHA',
          actions.shaPinningRequired,
          inputs['shaPinningRequired'],
        ),
      ];
    case githubTypes.WorkflowRepositoryPermissions:
      return [
        ...difference(
          'default permissions of the workflow token',
          actions.defaultWorkflowPermissions,
          inputs['defaultWorkflowPermissions'],
        ),
        ...difference(
          'approval of pull requests by workflows',
          actions.canApprovePullRequestReviews,
          inputs['canApprovePullRequestReviews'],
        ),
      ];
    case gatehouseTypes.RepositorySettings:
      return optionChanges(facts.options, inputs);
    case githubTypes.RepositoryEnvironment:
      return environmentChange(facts, inputs);
    case githubTypes.ActionsVariable: {
      const variable = String(inputs['variableName']);
      return isAmong(facts.variables, variable)
        ? [`the variable ${variable} exists and gets the value of the configuration`]
        : [];
    }
    case githubTypes.ActionsSecret: {
      const secret = String(inputs['secretName']);
      return isAmong(facts.secrets, secret)
        ? [`the secret ${secret} exists and gets the value of the configuration`]
        : [];
    }
    case githubTypes.RepositoryRuleset:
    case githubTypes.BranchProtection:
      return [`protection is added: ${name}`];
    default:
      return [];
  }
}

function difference(what: string, now: unknown, wanted: unknown): string[] {
  return wanted === undefined || now === wanted
    ? []
    : [`${what}: ${shown(now)} becomes ${shown(wanted)}`];
}

const shown = (value: unknown): string =>
  value === true ? 'on' : value === false ? 'off' : String(value);

function selectedChange({ selected }: ActionsFacts, wanted: unknown): string[] {
  if (selected === undefined || typeof wanted !== 'object' || wanted === null) return [];
  const { githubOwnedAllowed, verifiedAllowed, patternsAlloweds } = wanted as Readonly<
    Record<string, unknown>
  >;
  const patterns = Array.isArray(patternsAlloweds) ? patternsAlloweds.map(String).sort() : [];
  return [
    ...difference("GitHub's own actions", selected.githubOwnedAllowed, githubOwnedAllowed),
    ...difference('actions of verified creators', selected.verifiedAllowed, verifiedAllowed),
    ...difference(
      'patterns of allowed actions',
      [...selected.patternsAllowed].sort().join(', '),
      patterns.join(', '),
    ),
  ];
}

/** What the configuration does not name is kept only of an environment that was imported. */
function environmentChange(
  { environments }: RepositoryFacts,
  inputs: PlannedResource['inputs'],
): string[] {
  const name = String(inputs['environment']);
  const now = environments.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (now === undefined) return [];
  const wait = inputs['waitTimer'];
  const isUnnamed = wait === undefined && now.waitTimer > 0;
  return [
    ...difference(`wait timer of ${name}`, now.waitTimer, wait),
    ...(isUnnamed
      ? [`the wait timer of ${name} (${now.waitTimer} minutes) stays only if it is imported first`]
      : []),
    ...(now.reviewers > 0 && inputs['reviewers'] === undefined
      ? [`the reviewers of ${name} stay only if it is imported first`]
      : []),
  ];
}

const isAmong = (names: readonly string[], wanted: string): boolean =>
  names.some((one) => one.toLowerCase() === wanted.toLowerCase());
