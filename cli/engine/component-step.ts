import { equalValues } from '../../provider/protocol/property-value';
import { type ResourceState } from '../state/resource-state';
import { type OldResource } from './old-resources';
import { recordResource } from './record-resource';
import { type Registered } from './registrar';
import { type RunContext } from './run-context';

/** The step of a component: nothing but a record. */
export async function componentStep(
  run: RunContext,
  state: ResourceState,
  old: OldResource | undefined,
): Promise<Registered> {
  const changed = old !== undefined && !equalValues(old.state.inputs, state.inputs);
  run.log.step(old === undefined ? 'create' : changed ? 'update' : 'same', state, old?.state);
  run.news.put(state);
  await recordResource(run, state, old);
  // A component's outputs are registered later; old ones may name resources that do not exist yet in this run.
  return { urn: state.urn, id: '', outputs: {} };
}
