import { type Provider } from '../processes/provider';
import { type PropertyMap } from '../protocol/property-value';
import { recordedProvider } from './recorded';

/** What a stand-in may know of the world. */
export interface StandInContext {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether anything may be contacted: a plan works from the program and the state alone. */
  readonly offline: boolean;
}

/**
 * The stand-in for a published package's provider. It never reaches the real service: where a provider resource points
 * at the sandbox's loopback servers it works on those, and everything else it only writes down.
 */
export function standIn(
  packageName: string,
  inputs: PropertyMap,
  context: StandInContext,
): Provider {
  void inputs;
  void context;
  return recordedProvider(packageName);
}
