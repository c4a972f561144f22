import { requirementsOf } from '../state/resource-state';
import { type OldResource } from './old-resources';

/**
 * Runs deletions so that whatever needs a resource goes before it, as many at once as the order allows.
 *
 * @param remove deletes one resource; true when it is gone. What a resource that stayed needs, stays too.
 */
export async function deleteInOrder(
  olds: readonly OldResource[],
  parallel: number,
  remove: (old: OldResource) => Promise<boolean>,
): Promise<void> {
  const byUrn = new Map<string, OldResource[]>();
  for (const old of olds) {
    byUrn.set(old.state.urn, [...(byUrn.get(old.state.urn) ?? []), old]);
  }
  const waiting = new Map<OldResource, number>(olds.map((old) => [old, 0]));
  for (const old of olds) {
    for (const needed of neededBy(old, byUrn)) waiting.set(needed, (waiting.get(needed) ?? 0) + 1);
  }
  const ready = olds.filter((old) => waiting.get(old) === 0).reverse();
  const blocked = new Set<OldResource>();
  const one = async (old: OldResource): Promise<void> => {
    const gone = !blocked.has(old) && (await remove(old));
    for (const needed of neededBy(old, byUrn)) {
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
}

function neededBy(
  old: OldResource,
  byUrn: ReadonlyMap<string, readonly OldResource[]>,
): readonly OldResource[] {
  return requirementsOf(old.state)
    .flatMap((urn) => byUrn.get(urn) ?? [])
    .filter((needed) => needed !== old);
}
