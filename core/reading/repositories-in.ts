import {
  ifKnown,
  prop,
  refersTo,
  repositoryOf,
  textProp,
  type ResourceView,
} from './resource-view';
import { githubTypes } from '../kernel/resource-types';

/** GitHub's provider makes a repository public by default; `visibility` overrides `private`. */
export function isPublic({ props }: ResourceView): boolean {
  const visibility = textProp(props, 'visibility');
  return visibility === undefined ? prop(props, 'private') !== true : visibility === 'public';
}

const REPOSITORY = githubTypes.Repository;

/**
 * The repository that a resource of a stack belongs to, as {@link repositoryOf} reads it. GitHub's provider also takes a
 * repository's node id, which names nothing and is unknown before the repository is there: then the `Repository` of the
 * stack that it comes from says the name.
 */
export function repositoriesIn(
  resources: readonly ResourceView[],
): (resource: ResourceView) => string | undefined {
  const repositories = resources.filter(({ type }) => type === REPOSITORY);
  const byNodeId = new Map(
    repositories.flatMap((item) => {
      const id = ifKnown(() => textProp(item.props, 'nodeId'));
      return id === undefined ? [] : [[id, item] as const];
    }),
  );
  return (resource) => {
    const id = ifKnown(() => ({ value: textProp(resource.props, 'repositoryId') }));
    const named =
      id === undefined
        ? repositories.filter((item) => refersTo(resource, 'repositoryId', item))
        : [byNodeId.get(id.value ?? '')];
    const [repository, ...others] = named;
    return repositoryOf(repository === undefined || others.length > 0 ? resource : repository);
  };
}
