import { type EncodedResource } from '../state/encode';
import { recordedKey } from '../state/recorded-mark';

/** URNs of the resources in a state that were only written down. */
export function recordedUrns(resources: readonly EncodedResource[]): readonly string[] {
  return resources
    .filter(
      ({ outputs }) => typeof outputs === 'object' && outputs !== null && recordedKey in outputs,
    )
    .map(({ urn }) => String(urn));
}
