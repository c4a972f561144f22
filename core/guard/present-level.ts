import { gatehouseTypes, githubTypes } from '../kernel/resource-types';
import { type GuardSituation } from './level-proposal';

interface Resource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the resources of one repository say of its guard; undefined where they deliver no files in a set of their own. */
export function presentLevel(
  resources: readonly Resource[],
): Pick<GuardSituation, 'level' | 'restrictsPushes' | 'sharesFiles' | 'hasBypassApp'> | undefined {
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
    sharesFiles: true,
    hasBypassApp: rulesets.some(
      ({ bypassActors: actors }) => Array.isArray(actors) && actors.length > 0,
    ),
  };
}
