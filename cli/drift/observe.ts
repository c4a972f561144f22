import { Limiter } from '../../core/pace/limiter';
import { type ProviderRegistry } from '../engine/provider-registry';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { parseProviderReference, parseUrn, providerPackage } from '../../provider/protocol/urn';
import { isRecordedOnly } from '../../provider/recorded/recorded-mark';
import { type ResourceState } from '../state/resource-state';

/** State of the real resource behind a resource of the state. */
export interface Observation {
  readonly state: ResourceState;
  readonly outcome: 'same' | 'changed' | 'gone' | 'unreadable';
  /** Property paths that differ; of an unreadable one why. */
  readonly details: readonly string[];
}

/**
 * Reads resources of a state and compares each with what the last update wanted. Nothing is written anywhere.
 *
 * @param currentInputs of a provider, whose credential of the last update may have ended.
 */
export async function observe(
  resources: readonly ResourceState[],
  providers: Pick<ProviderRegistry, 'configure' | 'get'>,
  parallel: number,
  isOfInterest: (state: ResourceState) => boolean,
  currentInputs: (inputs: PropertyMap) => PropertyMap,
): Promise<readonly Observation[]> {
  const wanted = resources.filter(
    (state) =>
      state.custom &&
      !state.delete &&
      !state.pendingReplacement &&
      providerPackage(state.type) === undefined &&
      !isRecordedOnly(state.outputs) &&
      isOfInterest(state),
  );
  const used = new Set(wanted.map(({ provider }) => parseProviderReference(provider).urn));
  for (const { urn, type, inputs } of resources) {
    const packageName = providerPackage(type);
    if (packageName === undefined || !used.has(urn)) continue;
    await providers.configure(packageName, urn, currentInputs(inputs));
  }
  const limiter = new Limiter(parallel);
  return Promise.all(wanted.map((state) => limiter.run(() => observeOne(state, providers))));
}

async function observeOne(
  state: ResourceState,
  providers: Pick<ProviderRegistry, 'get'>,
): Promise<Observation> {
  const { urn, id, inputs, outputs, ignoreChanges } = state;
  try {
    const provider = providers.get(parseProviderReference(state.provider).urn);
    const found = await provider.read({ urn, id, inputs, state: outputs });
    if (found.id === '') return { state, outcome: 'gone', details: [] };
    // What an update would have to do to bring the wanted state back.
    const diff = await provider.diff({
      urn,
      id,
      oldInputs: found.inputs,
      olds: found.state,
      news: inputs,
      ignoreChanges,
    });
    const keys = Object.keys(diff.detailed ?? {});
    const details = keys.length > 0 ? keys : diff.changedKeys;
    return { state, outcome: diff.changes === 'none' ? 'same' : 'changed', details };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state, outcome: 'unreadable', details: [`${parseUrn(urn).name}: ${reason}`] };
  }
}
