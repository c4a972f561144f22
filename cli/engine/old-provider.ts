import { type Provider } from '../../provider/protocol/provider';
import { parseProviderReference, parseUrn, providerPackage } from '../../provider/protocol/urn';
import { type ResourceState } from '../state/resource-state';
import { type RunContext } from './run-context';

/** The provider of a resource of the old state; one the program no longer has is set up from the state. */
export async function oldProvider(
  { providers, olds }: RunContext,
  state: ResourceState,
): Promise<Provider> {
  const { urn } = parseProviderReference(state.provider);
  if (!providers.has(urn)) {
    const old = olds.get(urn)?.state;
    const packageName = providerPackage(parseUrn(urn).type);
    if (old === undefined || packageName === undefined) {
      throw new Error(`the provider ${urn} of ${state.urn} is not in the state`);
    }
    await providers.configure(packageName, urn, old.inputs);
  }
  return providers.get(urn);
}
