import { type PropertyMap } from '../protocol/property-value';

export function syntheticOutputs(urn: string, inputs: PropertyMap): PropertyMap {
  void urn;
  void inputs;
  return {};
}
