import { type DiffRequest } from '../../provider/protocol/provider';
import { type ResourceState } from '../state/resource-state';

/** What a provider is asked about the way from an old state to the wanted one, whose URN may be another. */
export function diffRequest(
  old: ResourceState,
  { urn, inputs, ignoreChanges }: Pick<ResourceState, 'urn' | 'inputs' | 'ignoreChanges'>,
): DiffRequest {
  return {
    urn,
    id: old.id,
    oldInputs: old.inputs,
    olds: old.outputs,
    news: inputs,
    ignoreChanges,
  };
}
