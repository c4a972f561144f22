import { type PropertyMap } from '../protocol/property-value';

/** Output that marks a resource that was recorded only, so that no one takes it for a real one. */
export const recordedKey = '__recordedOnly';

/** Whether a resource in a state was recorded only. */
export function isRecordedOnly(outputs: PropertyMap): boolean {
  return outputs[recordedKey] !== undefined;
}
