import { gatehouseTypes, githubTypes } from '../kernel/resource-types';
import { type GuardSituation } from './level-proposal';

interface Resource {
  readonly type: string;
  readonly inputs: Inputs;
}
type Inputs = Readonly<Record<string, unknown>>;

/**
 * What the resources of one repository say of its guard, with the organization's rulesets beside them; undefined where they
 * deliver no files in a set of their own.
 *
 * @param resources of the repository, and rulesets of the organization, of which those that name another do not count.
 */
export function presentLevel(
  repository: string,
  resources: readonly Resource[],
):
  | Pick<
      GuardSituation,
      'level' | 'restrictsPushes' | 'requiresWorkflow' | 'sharesFiles' | 'hasBypassApp'
    >
  | undefined {
  const of = (type: string) =>
    resources.filter((one) => one.type === type).map(({ inputs }) => inputs);
  const commits = of(gatehouseTypes.WorkflowCommit);
  if (commits.length === 0) return undefined;
  const rulesets = of(githubTypes.RepositoryRuleset);
  const isGuarded = rulesets.some(({ name }) => name === 'gatehouse-guard');
  const isOwned = commits.some(({ shared }) => typeof shared === 'object' && shared !== null);
  return {
    level: isGuarded ? 'guarded' : isOwned ? 'owned' : 'reported',
    restrictsPushes: rulesets.some(({ target }) => target === 'push'),
    requiresWorkflow: of(githubTypes.OrganizationRuleset).some(
      (inputs) => isRequiring(inputs) && namedRepositories(inputs).includes(repository),
    ),
    sharesFiles: true,
    hasBypassApp: rulesets.some(
      ({ bypassActors: actors }) => Array.isArray(actors) && actors.length > 0,
    ),
  };
}

const isRequiring = ({ rules }: Inputs): boolean => inner(rules, 'requiredWorkflows') !== undefined;

/** Repositories that a ruleset of the organization names one by one. */
function namedRepositories({ conditions }: Inputs): readonly unknown[] {
  const names = inner(inner(conditions, 'repositoryName'), 'includes');
  return Array.isArray(names) ? names : [];
}

const inner = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Inputs)[key] : undefined;
