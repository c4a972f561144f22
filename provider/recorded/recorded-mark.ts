import { type PropertyMap } from '../protocol/property-value';

/** Output that marks a resource that was only written down, so that nobody takes it for a real one. */
export const recordedKey = '__recordedOnly';

/** Whether a resource in a state was only written down. */
export function isRecordedOnly(outputs: PropertyMap): boolean {
  return outputs[recordedKey] !== undefined;
}
