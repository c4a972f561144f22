import { requirementsOf, type ResourceState } from '../state/resource-state';

/**
 * Runs deletions so that whatever needs a resource goes before it, as many at once as the order allows.
 *
 * @param remove deletes one resource; true when it is gone. What a resource that stayed needs, stays too.
 * @returns the resources that stayed.
 */
export async function deleteInOrder(
  resources: readonly ResourceState[],
  parallel: number,
  remove: (resource: ResourceState) => Promise<boolean>,
): Promise<readonly ResourceState[]> {
  const byUrn = new Map<string, ResourceState[]>();
  for (const resource of resources) {
    byUrn.set(resource.urn, [...(byUrn.get(resource.urn) ?? []), resource]);
  }
  const waiting = new Map<ResourceState, number>(resources.map((resource) => [resource, 0]));
  for (const resource of resources) {
    for (const needed of neededBy(resource, byUrn)) {
      waiting.set(needed, (waiting.get(needed) ?? 0) + 1);
    }
  }
  const ready = resources.filter((resource) => waiting.get(resource) === 0).reverse();
  const stayed: ResourceState[] = [];
  const blocked = new Set<ResourceState>();
  const one = async (resource: ResourceState): Promise<void> => {
    const gone = !blocked.has(resource) && (await remove(resource));
    if (!gone) stayed.push(resource);
    for (const needed of neededBy(resource, byUrn)) {
      if (!gone) blocked.add(needed);
      const left = (waiting.get(needed) ?? 0) - 1;
      waiting.set(needed, left);
      if (left === 0) ready.push(needed);
    }
  };
  // In waves: everything that nothing needs any more goes together, then what that set free.
  while (ready.length > 0) {
    const wave = ready.splice(0);
    const worker = async (): Promise<void> => {
      for (let next = wave.shift(); next !== undefined; next = wave.shift()) await one(next);
    };
    await Promise.all(Array.from({ length: Math.min(parallel, wave.length) }, worker));
  }
  return stayed;
}

function neededBy(
  resource: ResourceState,
  byUrn: ReadonlyMap<string, readonly ResourceState[]>,
): readonly ResourceState[] {
  return requirementsOf(resource)
    .flatMap((urn) => byUrn.get(urn) ?? [])
    .filter((needed) => needed !== resource);
}

/**
 * Resources of the old state that have to go before a resource may be deleted ahead of its replacement: those that
 * depend on it, directly or not, and would be replaced by a change of what they take from it.
 *
 * @param wouldReplace whether the resource would be replaced if these of its properties changed.
 * @returns in the order of the state, so the last one goes first.
 */
export async function dependentsToReplace(
  root: ResourceState,
  olds: readonly ResourceState[],
  wouldReplace: (resource: ResourceState, changed: readonly string[]) => Promise<boolean>,
): Promise<readonly ResourceState[]> {
  const condemned = new Set<string>([root.urn]);
  const found: ResourceState[] = [];
  const start = olds.indexOf(root);
  for (const resource of olds.slice(start + 1)) {
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
      found.push(resource);
    }
  }
  return found;
}
