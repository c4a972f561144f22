import { type EncodedResource } from './encode';
import { recordedKey } from '../recorded/recorded-mark';

/** URNs of the resources in a state that were only written down. */
export function recordedUrns(resources: readonly EncodedResource[]): readonly string[] {
  return resources
    .filter(
      ({ outputs }) => typeof outputs === 'object' && outputs !== null && recordedKey in outputs,
    )
    .map(({ urn }) => String(urn));
}
