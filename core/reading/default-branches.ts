import { sameRepository } from './repository-names';
import { ifKnown, NotJudged, textProp, type ResourceView } from './resource-view';
import { githubTypes } from '../kernel/resource-types';

/** What GitHub calls the default branch of a repository, unless its owner decides otherwise. */
const USUAL: ReadonlySet<string> = new Set(['main', 'master']);

/**
 * Whether a branch is its repository's default branch: as a resource of the stack says, else by its usual names. Asking
 * throws where neither tells.
 */
export function defaultBranchesIn(
  resources: readonly ResourceView[],
  repositoryIn: (resource: ResourceView) => string | undefined,
): (repository: string | undefined, branch: string) => boolean {
  const said = resources.flatMap((resource) => {
    const property = PROPERTIES.get(resource.type);
    const name = property && ifKnown(() => textProp(resource.props, property));
    const repository = ifKnown(() => repositoryIn(resource));
    return name === undefined || repository === undefined ? [] : [{ repository, name }];
  });
  return (repository, branch) => {
    const known = said.find((item) => sameRepository(item.repository, repository));
    if (known !== undefined) return known.name === branch;
    if (USUAL.has(branch)) return true;
    throw new NotJudged(
      `whether ${branch} is the default branch of ${repository ?? 'its repository'}`,
    );
  };
}

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  [githubTypes.BranchDefault, 'branch'],
  [githubTypes.Repository, 'defaultBranch'],
]);
