import { type ResourceState } from '../state/resource-state';
import { type OldResource } from './old-resources';

/**
 * Resources of the old state that have to go before a resource may be deleted ahead of its replacement: those that
 * depend on it, directly or not, and would be replaced by a change of what they take from it.
 *
 * @param wouldReplace whether the resource would be replaced if these of its properties changed.
 * @param olds the old state, in its order.
 * @returns in the order of the state, so the last one goes first.
 */
export async function dependentsToReplace(
  root: OldResource,
  olds: readonly OldResource[],
  wouldReplace: (resource: ResourceState, changed: readonly string[]) => Promise<boolean>,
): Promise<readonly OldResource[]> {
  const condemned = new Set<string>([root.state.urn]);
  const found: OldResource[] = [];
  for (const old of olds.slice(root.index + 1)) {
    const resource = old.state;
    if (resource.delete || !resource.custom) continue;
    const provider = resource.provider.slice(0, resource.provider.lastIndexOf('::'));
    const changed = Object.entries(resource.propertyDependencies)
      .filter(([, urns]) => urns.some((urn) => condemned.has(urn)))
      .map(([key]) => key);
    const needs =
      condemned.has(provider) || resource.dependencies.some((urn) => condemned.has(urn));
    if (!needs && changed.length === 0) continue;
    if (condemned.has(provider) || (await wouldReplace(resource, changed))) {
      condemned.add(resource.urn);
      found.push(old);
    }
  }
  return found;
}
