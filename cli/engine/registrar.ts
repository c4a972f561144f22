import { type InvokeResult } from '../../provider/protocol/provider';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { type Goal } from './goal';

/** What a registration is answered with. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: PropertyMap;
}

/** Takes what a program registers. */
export interface Registrar {
  /** A resource that the program wants. */
  register(goal: Goal): Promise<Registered>;
  /** Outputs that a component, or the program itself, registers when it is complete. */
  registerOutputs(urn: string, outputs: PropertyMap): Promise<void>;
  /** A resource that exists already and that the program only looks at. */
  read(goal: Goal, id: string): Promise<Registered>;
  /** A function of a package. */
  invoke(
    token: string,
    args: PropertyMap,
    provider: string,
    version: string,
    downloadUrl: string,
  ): Promise<InvokeResult>;
}
