import { type ResourceState } from '../state/resource-state';
import { isSameRecord } from './next-state';
import { type OldResource } from './old-resources';
import { type RunContext } from './run-context';

/** Writes a resource of the new state down, in the place of the old one; one that did not change keeps its record. */
export async function recordResource(
  { recorder }: RunContext,
  state: ResourceState,
  old: OldResource | undefined,
): Promise<void> {
  if (old !== undefined && isSameRecord(old.state, state)) await recorder.keep(old.index);
  else await recorder.put(state, old?.index);
}
