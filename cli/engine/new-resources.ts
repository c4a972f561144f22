import { type PropertyMap } from '../../provider/protocol/property-value';
import { parseProviderReference } from '../../provider/protocol/urn';
import { type ResourceState } from '../state/resource-state';

/** The new state as far as the program has come, by URN. */
export class NewResources {
  private readonly byUrn = new Map<string, ResourceState>();
  private readonly replaced = new Set<string>();

  get all(): readonly ResourceState[] {
    return [...this.byUrn.values()];
  }

  get(urn: string): ResourceState | undefined {
    return this.byUrn.get(urn);
  }

  has(urn: string): boolean {
    return this.byUrn.has(urn);
  }

  put(state: ResourceState): void {
    this.byUrn.set(state.urn, state);
  }

  markReplaced(urn: string): void {
    this.replaced.add(urn);
  }

  /** Whether this run replaces it. */
  isReplaced(urn: string): boolean {
    return this.replaced.has(urn);
  }

  /** The provider resource that a reference means. */
  provider(reference: string): { readonly urn: string; readonly inputs: PropertyMap } | undefined {
    if (reference === '') return undefined;
    const { urn } = parseProviderReference(reference);
    const state = this.byUrn.get(urn);
    return state === undefined ? undefined : { urn, inputs: state.inputs };
  }
}
